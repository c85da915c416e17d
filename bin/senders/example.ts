/** What each sender shows of its channel: one delivery about an invented person, for `npm run demo -- --all`. */
import type { SendingContext, SignedDelivery } from "./delivery.ts";

export interface Example<Secrets> {
  /** What happened, as one would tell it: at most 60 characters, without the provider's name. */
  says: string;
  /** Forms, shops and accounts are those of the demo tenant's file. */
  sign(person: InventedPerson, context: SendingContext<Secrets>): SignedDelivery;
}

/** Another at every run and for every channel: who was sent before would be found again. */
export interface InventedPerson {
  /** Six letters and digits: part of every id of theirs, so that no run repeats another's. */
  suffix: string;
  fullName: string;
  givenName: string;
  familyName: string;
  /** Eleven digits, as people in China say it. */
  mobile: string;
  /** The same with +86. */
  phone: string;
  email: string;
  company: string;
  city: string;
}
