package dev.sluice.deployment;

import dev.sluice.runtime.AddressCache;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.nativeimage.NativeImageSystemPropertyBuildItem;

/** Shortens the time for which addresses are cached, before any other part of the application looks one up. */
class AddressCacheProcessor {

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    void shorten(AddressCache addresses) {
        addresses.shorten();
    }

    @BuildStep
    NativeImageSystemPropertyBuildItem shortenInNativeImage() {
        return new NativeImageSystemPropertyBuildItem("sun.net.inetaddr.ttl", AddressCache.SECONDS);
    }
}
