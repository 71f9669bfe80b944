package dev.sluice.deployment;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.sluice.serde.ExactConversions;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import java.util.Map;
import org.apache.avro.specific.AvroGenerated;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/** Replaces Avro's conversions in the generated classes with {@link ExactConversions}. */
class GeneratedClassesProcessor {

    private static final DotName AVRO_GENERATED = DotName.createSimple(AvroGenerated.class);

    /** The exact conversions by the one of Avro that each replaces, as names in bytecode. */
    private static final Map<String, String> REPLACEMENTS = ExactConversions.replacements().entrySet().stream()
            .collect(toUnmodifiableMap(
                    entry -> Type.getInternalName(entry.getKey()), entry -> Type.getInternalName(entry.getValue())));

    @BuildStep
    void replaceConversions(CombinedIndexBuildItem index, BuildProducer<BytecodeTransformerBuildItem> transformers) {
        for (AnnotationInstance generated : index.getIndex().getAnnotations(AVRO_GENERATED)) {
            transformers.produce(new BytecodeTransformerBuildItem.Builder()
                    .setClassToTransform(generated.target().asClass().name().toString())
                    .setRequireConstPoolEntry(REPLACEMENTS.keySet())
                    .setVisitorFunction((name, output) -> exact(output))
                    .build());
        }
    }

    /** Returns a visitor that writes the class to the output with the exact conversions. */
    static ClassVisitor exact(ClassVisitor output) {
        return new ClassRemapper(output, new SimpleRemapper(REPLACEMENTS));
    }
}
