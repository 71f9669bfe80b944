package dev.sluice.security;

/** What a client may do: the groups of its token, or what {@code quarkus.http.auth.roles-mapping} makes of them. */
public final class Roles {

    /** Publishes events, of those types to which it has the right ({@link PublishRights}), and reads the catalogue. */
    public static final String PUBLISHER = "publisher";
    /** Reads what Sluice knows, and changes nothing. */
    public static final String READER = "reader";
    /** Changes how Sluice runs: for the people on call. */
    public static final String OPERATOR = "operator";

    static final String ANY = PUBLISHER + "|" + READER + "|" + OPERATOR;

    private Roles() {}
}
