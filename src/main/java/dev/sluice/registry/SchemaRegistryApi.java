package dev.sluice.registry;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The subset of the Confluent Schema Registry API, version 1, that Sluice uses. */
@RegisterRestClient
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
interface SchemaRegistryApi {

    /** Registers a schema under a subject. A schema that is already registered keeps its id. */
    @POST
    @Path("/subjects/{subject}/versions")
    SchemaId register(@PathParam("subject") String subject, SchemaText schema);

    /** Looks up a schema under a subject. */
    @POST
    @Path("/subjects/{subject}")
    SchemaId lookUp(@PathParam("subject") String subject, SchemaText schema);

    @GET
    @Path("/subjects/{subject}/versions/latest")
    SubjectVersion latest(@PathParam("subject") String subject);

    @GET
    @Path("/schemas/ids/{id}")
    SchemaText schema(@PathParam("id") int id);

    @RegisterForReflection
    record SchemaText(String schema) {}

    @RegisterForReflection
    record SchemaId(int id) {}

    @RegisterForReflection
    record SubjectVersion(int id, String schema) {}
}
