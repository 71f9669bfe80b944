package dev.sluice.configuration;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The Javadoc of the types and methods of a source file, as Markdown. */
final class SourceComments {

    private final Map<String, String> comments = new HashMap<>();

    private SourceComments() {}

    /** Reads the source file that declares a type. */
    static SourceComments of(Class<?> type) {
        Path file = Path.of("src/main/java", topLevel(type).getName().replace('.', '/') + ".java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        SourceComments found = new SourceComments();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjects(file));
            Iterable<? extends CompilationUnitTree> units = task.parse();
            Reader reader = found.new Reader(Trees.instance(task));
            StreamSupport.stream(units.spliterator(), false).forEach(unit -> reader.scan(unit, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Class<?> topLevel(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type : topLevel(outer);
    }

    /**
     * Returns the comment of a declaration; empty if it has none.
     *
     * @param name the simple name of a type, or {@code Type.method}
     */
    String of(String name) {
        return comments.getOrDefault(name, "");
    }

    private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final Trees trees;

        Reader(Trees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            keep(type.getSimpleName().toString(), getCurrentPath());
            return super.visitClass(type, unused);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            keep(type.getSimpleName() + "." + method.getName(), getCurrentPath());
            return super.visitMethod(method, unused);
        }

        private void keep(String name, TreePath path) {
            String comment = trees.getDocComment(path);
            if (comment != null) {
                comments.put(
                        name,
                        comment.strip()
                                .replaceAll("\\s+", " ")
                                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                                .replaceAll("\\{@link ([^}]*)}", "`$1`")
                                .replaceAll("\\{@linkplain \\S+ ([^}]*)}", "$1")
                                .replace("|", "\\|"));
            }
        }
    }
}
