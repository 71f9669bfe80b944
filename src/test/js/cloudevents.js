// Publishes CloudEvents with the official SDK, or parses one from the headers of a record. Usage: node cloudevents.js
// binary|structured|batch|kafka <JSON>. Prints what it sent and the answer, or the parsed event, as JSON.
const { CloudEvent, HTTP, Kafka } = require("cloudevents");

const [command, input] = process.argv.slice(2);
const given = JSON.parse(input);

function event() {
  return new CloudEvent({
    type: given.type,
    source: "https://example.com/desk/1",
    subject: "a subject",
    myext: "value",
    data: given.data,
  });
}

function message(events) {
  switch (command) {
    case "binary":
      return HTTP.binary(events[0]);
    case "structured":
      return HTTP.structured(events[0]);
    default:
      // The SDK parses batches and does not write them.
      return {
        headers: { "content-type": "application/cloudevents-batch+json; charset=utf-8" },
        body: JSON.stringify(events),
      };
  }
}

async function main() {
  if (command === "kafka") {
    return Kafka.toEvent({ headers: given, value: "{}", body: "{}" });
  }
  const events = command === "batch" ? [event(), event()] : [event()];
  const { headers, body } = message(events);
  const answer = await fetch(process.env.SLUICE_EVENTS, { method: "POST", headers, body });
  return { events, status: answer.status, body: await answer.json() };
}

main().then((result) => console.log(JSON.stringify(result)));
