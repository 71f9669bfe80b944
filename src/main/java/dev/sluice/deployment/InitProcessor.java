package dev.sluice.deployment;

import dev.sluice.runtime.InitRecorder;
import io.quarkus.arc.deployment.BeanContainerBuildItem;
import io.quarkus.arc.deployment.SyntheticBeansRuntimeInitBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Consume;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.InitTaskCompletedBuildItem;

/** Runs Sluice's init tasks before Quarkus ends an init process. */
class InitProcessor {

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    @Consume(BeanContainerBuildItem.class)
    @Consume(SyntheticBeansRuntimeInitBuildItem.class)
    InitTaskCompletedBuildItem runTasks(InitRecorder recorder) {
        recorder.runTasks();
        return new InitTaskCompletedBuildItem("sluice");
    }
}
