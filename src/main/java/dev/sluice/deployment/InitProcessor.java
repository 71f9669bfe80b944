package dev.sluice.deployment;

import dev.sluice.runtime.InitRecorder;
import io.quarkus.arc.deployment.BeanContainerBuildItem;
import io.quarkus.arc.deployment.SyntheticBeansRuntimeInitBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Consume;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.InitTaskCompletedBuildItem;

/** Has the init process run our tasks before Quarkus ends it. */
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
