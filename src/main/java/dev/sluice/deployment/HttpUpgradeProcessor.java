package dev.sluice.deployment;

import io.netty.channel.ChannelPipeline;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import io.quarkus.gizmo.ClassTransformer;
import io.quarkus.gizmo.MethodCreator;
import io.quarkus.gizmo.MethodDescriptor;
import io.vertx.core.http.impl.HttpServerWorker;
import io.vertx.core.net.impl.SslChannelProvider;
import java.lang.reflect.Modifier;
import org.objectweb.asm.ClassVisitor;

/**
 * Has Vert.x pass over {@code Upgrade: h2c}, for which it has no option (docs/adr/0010-no-upgrade-to-http2.md): a cleartext
 * connection that does not begin with HTTP/2 stays HTTP/1.1. An {@code HttpServerOptionsCustomizer} can only switch off all
 * of HTTP/2 without TLS (Vert.x 4.5.27). Look again with Vert.x 5.
 */
class HttpUpgradeProcessor {

    @BuildStep
    BytecodeTransformerBuildItem noUpgrade() {
        return new BytecodeTransformerBuildItem.Builder()
                .setClassToTransform(HttpServerWorker.class.getName())
                .setVisitorFunction(HttpUpgradeProcessor::withoutUpgrade)
                .build();
    }

    private static ClassVisitor withoutUpgrade(String worker, ClassVisitor visitor) {
        MethodDescriptor upgradable = onPipeline("configureHttp1OrH2CUpgradeHandler");
        ClassTransformer transformer = new ClassTransformer(worker);
        transformer.removeMethod(upgradable);
        try (MethodCreator method = transformer.addMethod(upgradable)) {
            method.setModifiers(Modifier.PRIVATE);
            method.invokeVirtualMethod(
                    onPipeline("configureHttp1Handler"),
                    method.getThis(),
                    method.getMethodParam(0),
                    method.getMethodParam(1));
            method.returnVoid();
        }
        return transformer.applyTo(visitor);
    }

    private static MethodDescriptor onPipeline(String name) {
        return MethodDescriptor.ofMethod(
                HttpServerWorker.class, name, void.class, ChannelPipeline.class, SslChannelProvider.class);
    }
}
