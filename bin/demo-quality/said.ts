/** What one delivery says, before it is written as its provider writes it. */

export interface Said {
  /** Of the delivery, six letters and digits or more: part of its provider's id. */
  serial: string;
  /** Of whoever it is about: part of a shop's and a CRM's ids. */
  customer: number;
  /** The source has heard of them before. */
  isChange: boolean;
  /** When it happened, by the provider's clock. */
  at: Date;
  fullName: string;
  givenName: string;
  familyName: string;
  phone?: string | undefined;
  email?: string | undefined;
  company?: string | undefined;
  city?: string | undefined;
  jobTitle?: string | undefined;
}

/** The optional answers. */
export type Answer = "phone" | "email" | "company" | "city" | "jobTitle";
