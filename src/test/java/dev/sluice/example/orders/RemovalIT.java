package dev.sluice.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.Programs;
import dev.sluice.testing.ProjectCopy;
import dev.sluice.testing.Replica;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the project after {@code remove-example.sh}. */
@QuarkusIntegrationTest
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RemovalIT {

    private static final String SENT = """
            {
              "type": "record", "name": "InvoiceSent", "namespace": "com.acme.invoices.event",
              "event": "invoice.sent", "topic": "invoices", "key": "accountId",
              "fields": [
                {"name": "invoiceId", "type": "string"},
                {"name": "accountId", "type": "string"}
              ]
            }
            """;
    private static final String BOOKED = """
            {
              "type": "record", "name": "InvoiceBooked", "namespace": "com.acme.invoices.event",
              "event": "invoice.booked", "topic": "bookings", "key": "accountId", "rest": false,
              "fields": [
                {"name": "invoiceId", "type": "string"},
                {"name": "accountId", "type": "string"}
              ]
            }
            """;
    private static final String METHOD = """
            package com.acme.invoices;

            import com.acme.invoices.event.InvoiceBooked;
            import com.acme.invoices.event.InvoiceSent;
            import jakarta.enterprise.context.ApplicationScoped;
            import org.eclipse.microprofile.reactive.messaging.Incoming;
            import org.eclipse.microprofile.reactive.messaging.Outgoing;

            @ApplicationScoped
            class Bookkeeping {

                @Incoming("invoice.sent")
                @Outgoing("events")
                InvoiceBooked book(InvoiceSent invoice) {
                    return new InvoiceBooked(invoice.getInvoiceId(), invoice.getAccountId());
                }
            }
            """;

    DevServicesContext devServices;

    @TempDir
    Path project;

    private ProjectCopy copy;

    @BeforeEach
    void removeExample() throws IOException {
        copy = ProjectCopy.in(
                project,
                "pom.xml",
                "remove-example.sh",
                "src",
                ".mvn/jvm.config",
                "deploy",
                "docs",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "README.md");
        Programs.run(Path.of("/bin/sh"), project.resolve("remove-example.sh").toString());
    }

    @Test
    void passesTestsOfThePlatformAndServesOtherEventTypes() throws Exception {
        // Given
        write("src/main/avro/InvoiceSent.avsc", SENT);
        write("src/main/avro/InvoiceBooked.avsc", BOOKED);
        write("src/main/java/com/acme/invoices/Bookkeeping.java", METHOD);
        ProjectCopy.Build build = copy.maven(
                "package",
                "-Dtest=ArchitectureTest,ProblemsPageTest,PublishTest",
                "-Dquarkus.package.jar.appcds.enabled=false");
        assertThat(build.exit()).as(build.output()).isZero();
        String account = UUID.randomUUID().toString();

        try (Replica replica = Replica.start(project, "without-example", settings())) {
            // When
            SluiceApi.at(replica.address())
                    .publish("invoice.sent", "{\"invoiceId\":\"inv-1\",\"accountId\":\"" + account + "\"}")
                    .statusCode(201);

            // Then
            EventLog log = new DevServers(devServices).log();
            assertThat(log.await("bookings", 1, entry -> account.equals(entry.key())))
                    .singleElement()
                    .satisfies(booked -> {
                        assertThat(booked.type()).isEqualTo("invoice.booked");
                        assertThat(log.decode(booked).get("invoiceId")).hasToString("inv-1");
                    });
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Returns the settings of the test's servers, with a database without the example's migration and groups of its own. */
    private Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new DevServers(devServices).settingsWithDatabase("without_example");
        settings.put("sluice.processing.consumer.\"group.id\"", "without-example-processing");
        settings.put("mp.messaging.incoming.projection.group.id", "without-example-projection");
        return settings;
    }
}
