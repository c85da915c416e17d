/**
 * The cookies of the pages. `__Host-` keeps sibling domains from planting one; it asks for https and for
 * the path `/`. On this machine, over http, neither can be had: there the name carries the port, since
 * cookies know no ports, and the path is that of the pages.
 *
 * `SameSite=Lax`, not `Strict`: a browser that comes back from the identity provider, or by a link in a
 * mail, would arrive as a stranger. What `Lax` lets through is reading; whatever changes something is a
 * post, which `Lax` does not come along with from elsewhere, and needs a form token besides.
 */

export interface Cookies {
  read(name: CookieName): string | undefined;
}

export type CookieName = "session" | "sign-in" | "language";

export interface CookieJar {
  open(received: readonly string[] | undefined): Cookies;
  /** A `set-cookie` line. Scripts never see it. */
  put(name: CookieName, value: string, maxAgeSeconds: number): string;
  drop(name: CookieName): string;
}

export function createCookieJar(publicBaseUrl: string): CookieJar {
  const { protocol, port, pathname } = new URL(publicBaseUrl);
  const isSecure = protocol === "https:";
  const nameOf = (name: CookieName): string =>
    isSecure ? `__Host-tributary-${name}` : `tributary-${name}-${port}`;
  const path = isSecure ? "/; Secure" : `${pathname.replace(/\/$/, "")}/pages`;
  const put: CookieJar["put"] = (name, value, maxAgeSeconds) =>
    `${nameOf(name)}=${value}; Max-Age=${maxAgeSeconds}; Path=${path}; HttpOnly; SameSite=Lax`;
  return {
    open(received = []) {
      return {
        read(name) {
          const start = `${nameOf(name)}=`;
          const values = received.filter((each) => each.startsWith(start));
          return values[0]?.slice(start.length);
        },
      };
    },
    put,
    drop: (name) => put(name, "", 0),
  };
}
