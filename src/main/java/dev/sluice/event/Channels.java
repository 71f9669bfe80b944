package dev.sluice.event;

/** The names of Sluice's channels. A channel of events to process has the name of their event type. */
public final class Channels {

    /** The connector of all channels named here. */
    public static final String CONNECTOR = "sluice";

    /** The channel of events to publish: their schemas name topic and key. */
    public static final String EVENTS = "events";

    private Channels() {}

    /** Returns the configuration key of an attribute of an incoming channel. */
    public static String incomingKey(String channel, String attribute) {
        return "mp.messaging.incoming." + (channel.contains(".") ? '"' + channel + '"' : channel) + "." + attribute;
    }
}
