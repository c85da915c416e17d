/** SNS on this machine: a topic's only subscriber is the terminal. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { closeServer, listen } from "./listen.ts";

export interface LocalSns {
  endpoint: string;
  stop(): Promise<void>;
}

export interface Published {
  subject: string;
  message: string;
}

export async function startSns(onPublished: (published: Published) => void): Promise<LocalSns> {
  const server = createServer((request, response) => {
    void answer(request, onPublished).then(({ status, body }) =>
      response.writeHead(status, { "content-type": "text/xml" }).end(body),
    );
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => closeServer(server) };
}

/** SNS's own limit, in bytes: docs.aws.amazon.com, sns, API_Publish. */
const messageBytesMax = 256 * 1024;
const subjectLengthMax = 100;

/** Knows the one operation that the product uses, and says so of any other. The protocol is AWS Query. */
async function answer(request: IncomingMessage, onPublished: (published: Published) => void) {
  const asked = new URLSearchParams(await text(request).catch(() => ""));
  if (asked.get("Action") !== "Publish") {
    return refused("InvalidAction", "The embedded topic knows Publish.");
  }
  const [subject, message] = [asked.get("Subject") ?? "", asked.get("Message") ?? ""];
  if (message === "" || Buffer.byteLength(message) > messageBytesMax) {
    return refused("InvalidParameter", "Message: between one byte and 256 KiB.");
  }
  if (!/^[\x20-\x7e]*$/.test(subject) || subject.length > subjectLengthMax) {
    return refused("InvalidParameter", "Subject: ASCII, a hundred characters at most.");
  }
  onPublished({ subject, message });
  const id = randomUUID();
  const body =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
    `<PublishResult><MessageId>${id}</MessageId></PublishResult>` +
    `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></PublishResponse>`;
  return { status: 200, body };
}

const refused = (code: string, message: string) => ({
  status: 400,
  body:
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code>` +
    `<Message>${message}</Message></Error></ErrorResponse>`,
});
