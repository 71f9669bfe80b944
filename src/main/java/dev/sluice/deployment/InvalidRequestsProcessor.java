package dev.sluice.deployment;

import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.SWAP;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Adds a problem document to the answer of Vert.x and Quarkus to a request that they cannot parse, which is empty otherwise: 400, 414 or 431. Such a
 * request reaches no router. Quarkus 3.33.2 does not give access to {@code HttpServer.invalidRequestHandler}, and Vert.x's classes
 * cannot call those of the application in dev mode. Look again after it.
 */
class InvalidRequestsProcessor {

    private static final String RESPONSE = Type.getInternalName(HttpServerResponse.class);
    private static final String STRING = Type.getInternalName(String.class);

    private static final String BEFORE_STATUS = "{\"type\":\"about:blank\",\"status\":";
    private static final String AFTER_STATUS =
            ",\"title\":\"Invalid HTTP request\",\"detail\":\"The request is not valid HTTP, or its target or header is"
                    + " larger than 20 KiB\",\"retryable\":false}";

    /** Quarkus's handler before the router, which rejects a target that {@link java.net.URI} cannot parse. */
    private static final String ROOT_HANDLER = VertxHttpRecorder.class.getName() + "$1";

    @BuildStep
    List<BytecodeTransformerBuildItem> answerInvalidRequests() {
        return Stream.of(HttpServerRequest.class.getName(), ROOT_HANDLER)
                .map(handler -> new BytecodeTransformerBuildItem.Builder()
                        .setClassToTransform(handler)
                        .setVisitorFunction((name, visitor) -> withProblems(visitor))
                        .build())
                .toList();
    }

    private static ClassVisitor withProblems(ClassVisitor visitor) {
        return new ClassVisitor(ASM9, visitor) {
            @Override
            public MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                return new EndWithProblem(super.visitMethod(access, name, descriptor, signature, exceptions));
            }
        };
    }

    /** Replaces {@code response.end()} with the header and the body of a problem document. */
    private static final class EndWithProblem extends MethodVisitor {

        EndWithProblem(MethodVisitor next) {
            super(ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (!owner.equals(RESPONSE) || !name.equals("end") || !descriptor.startsWith("()")) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                return;
            }
            visitLdcInsn("content-type");
            visitLdcInsn("application/problem+json");
            onResponse("putHeader", "(L" + STRING + ";L" + STRING + ";)L" + RESPONSE + ";");
            visitInsn(DUP);
            onResponse("getStatusCode", "()I");
            super.visitMethodInsn(INVOKESTATIC, STRING, "valueOf", "(I)L" + STRING + ";", false);
            visitLdcInsn(BEFORE_STATUS);
            visitInsn(SWAP);
            concatenate();
            visitLdcInsn(AFTER_STATUS);
            concatenate();
            onResponse("end", descriptor.replace("()", "(L" + STRING + ";)"));
        }

        private void onResponse(String name, String descriptor) {
            super.visitMethodInsn(INVOKEINTERFACE, RESPONSE, name, descriptor, true);
        }

        private void concatenate() {
            super.visitMethodInsn(INVOKEVIRTUAL, STRING, "concat", "(L" + STRING + ";)L" + STRING + ";", false);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            super.visitMaxs(maxStack + 3, maxLocals);
        }
    }
}
