package dev.sluice.security;

import java.util.Set;

/**
 * The roles of callers: groups of the token with {@code sluice.security.role-prefix}, or groups mapped by
 * {@code quarkus.http.auth.roles-mapping}.
 */
public final class Roles {

    /** The role that publishes events, within the {@link PublishRights}, and reads the catalogue. */
    public static final String PUBLISHER = "publisher";
    /** The role that reads and changes nothing. */
    public static final String READER = "reader";
    /** The role that administers Sluice, for operators on call. */
    public static final String OPERATOR = "operator";

    static final String ANY = PUBLISHER + "|" + READER + "|" + OPERATOR;

    static final Set<String> ALL = Set.of(PUBLISHER, READER, OPERATOR);

    private Roles() {}
}
