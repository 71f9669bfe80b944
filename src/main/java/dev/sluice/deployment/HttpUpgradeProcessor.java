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
 * Makes Vert.x ignore {@code Upgrade: h2c}: a cleartext connection that does not begin with HTTP/2 stays HTTP/1.1
 * (docs/adr/0010-no-upgrade-to-http2.md). Vert.x 4.5.27 has no option for this; an {@code HttpServerOptionsCustomizer} can only
 * disable cleartext HTTP/2 as a whole. Look again with Vert.x 5.
 */
class HttpUpgradeProcessor {

    @BuildStep
    BytecodeTransformerBuildItem ignoreUpgrade() {
        return new BytecodeTransformerBuildItem.Builder()
                .setClassToTransform(HttpServerWorker.class.getName())
                .setVisitorFunction(HttpUpgradeProcessor::withoutUpgrade)
                .build();
    }

    private static ClassVisitor withoutUpgrade(String worker, ClassVisitor visitor) {
        MethodDescriptor configureUpgrade = workerMethod("configureHttp1OrH2CUpgradeHandler");
        ClassTransformer transformer = new ClassTransformer(worker);
        transformer.removeMethod(configureUpgrade);
        try (MethodCreator method = transformer.addMethod(configureUpgrade)) {
            method.setModifiers(Modifier.PRIVATE);
            method.invokeVirtualMethod(
                    workerMethod("configureHttp1Handler"),
                    method.getThis(),
                    method.getMethodParam(0),
                    method.getMethodParam(1));
            method.returnVoid();
        }
        return transformer.applyTo(visitor);
    }

    private static MethodDescriptor workerMethod(String name) {
        return MethodDescriptor.ofMethod(
                HttpServerWorker.class, name, void.class, ChannelPipeline.class, SslChannelProvider.class);
    }
}
