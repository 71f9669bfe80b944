package dev.sluice.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import java.net.InetSocketAddress;
import org.apache.kafka.clients.ClientUtils;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes all Kafka clients keep bootstrap servers whose names do not resolve. Each attempt to connect looks the names up again, so
 * that a missing name is an outage like any other. By default, a client without a server that resolves cannot be created, and a
 * channel that needs it ends the start. Look again when Kafka's clients have KIP-909, which 4.1 does not.
 */
class BootstrapServersProcessor {

    private static final String ADDRESS = Type.getInternalName(InetSocketAddress.class);

    @BuildStep
    BytecodeTransformerBuildItem keepUnresolvedServers() {
        return new BytecodeTransformerBuildItem.Builder()
                .setClassToTransform(ClientUtils.class.getName())
                .setVisitorFunction((name, output) -> keepingUnresolved(output))
                .build();
    }

    /** Returns a visitor that writes the class to the output, and considers each address to be resolved. */
    private static ClassVisitor keepingUnresolved(ClassVisitor output) {
        return new ClassVisitor(Opcodes.ASM9, output) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(
                        Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                    @Override
                    public void visitMethodInsn(
                            int opcode, String owner, String method, String descriptor, boolean isInterface) {
                        if (owner.equals(ADDRESS) && method.equals("isUnresolved")) {
                            visitInsn(Opcodes.POP);
                            visitInsn(Opcodes.ICONST_0);
                        } else {
                            super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
                        }
                    }
                };
            }
        };
    }
}
