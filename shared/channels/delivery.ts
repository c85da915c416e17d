/** An HTTP delivery as a channel sees it: nothing of AWS, nothing parsed. */

export interface Delivery {
  method: string;
  /** The address the provider called, as the tenant published it: what URL signatures cover. */
  url: string;
  query: URLSearchParams;
  /** The unguessable last path segment of token channels, else undefined. */
  pathToken: string | undefined;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as the provider sent them. */
  body: Buffer;
}

export interface Reply {
  status: number;
  contentType: string;
  /** What else a browser or a provider needs, such as `location`: names in lower case. */
  headers?: Readonly<Record<string, string>>;
  body: string;
}

export const textReply = (body: string): Reply => ({
  status: 200,
  contentType: "text/plain; charset=utf-8",
  body,
});

export const jsonReply = (body: unknown): Reply => ({
  status: 200,
  contentType: "application/json",
  body: JSON.stringify(body),
});

export const xmlReply = (body: string): Reply => ({
  status: 200,
  contentType: "text/xml; charset=utf-8",
  body,
});
