/** What each function is told at its start, and what it says when it was not. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ApiEnvironment,
  AuditEnvironment,
  ConsumerEnvironment,
  DuplicatesEnvironment,
  InspectionEnvironment,
  MetricsEnvironment,
  QuarantineEnvironment,
  readEnvironment,
  WebhookEnvironment,
} from "#shared/lambda/environment.ts";

const all = {
  TENANT: "demo",
  PARAMETER_PREFIX: "/tributary/demo",
  EVENTS_QUEUE_URL: "https://sqs.test/1/events",
  CANDIDATES_QUEUE_URL: "https://sqs.test/1/candidates",
  PUBLIC_BASE_URL: "https://hooks.test",
  INDEX_TABLE: "index-1",
  EVENTS_TABLE: "events-1",
  PEOPLE_TABLE: "people-1",
  KEYS_TABLE: "keys-1",
  REVIEWS_TABLE: "reviews-1",
  PRIVACY_TABLE: "privacy-1",
  AUDIT_TABLE: "audit-1",
  QUALITY_TABLE: "quality-1",
};

beforeEach(() => {
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a function's environment", () => {
  it("holds what that function needs and nothing else", () => {
    expect(readEnvironment(QuarantineEnvironment)).toEqual({
      TENANT: "demo",
      PARAMETER_PREFIX: "/tributary/demo",
      KEYS_TABLE: "keys-1",
      REVIEWS_TABLE: "reviews-1",
    });
    expect(Object.keys(readEnvironment(WebhookEnvironment)).sort()).toEqual([
      "EVENTS_QUEUE_URL",
      "PARAMETER_PREFIX",
      "PUBLIC_BASE_URL",
      "TENANT",
    ]);
  });

  it("gives the lane of duplicates four tables, and no events to read", () => {
    const { tables, ...told } = readEnvironment(DuplicatesEnvironment);
    expect(tables).toEqual({
      index: "index-1",
      people: "people-1",
      keys: "keys-1",
      reviews: "reviews-1",
    });
    expect(Object.keys(told)).not.toContain("EVENTS_TABLE");
  });

  it("gives the tables under the names that the stores use", () => {
    expect(readEnvironment(ConsumerEnvironment).tables).toEqual({
      index: "index-1",
      events: "events-1",
      people: "people-1",
      keys: "keys-1",
      reviews: "reviews-1",
      privacy: "privacy-1",
      quality: "quality-1",
    });
  });

  it("gives the audit to who tells it something, and to who signs it nothing else", () => {
    const { audit, ...others } = readEnvironment(ApiEnvironment).tables;
    expect(audit).toBe("audit-1");
    expect(others).toEqual(readEnvironment(ConsumerEnvironment).tables);
    expect(readEnvironment(AuditEnvironment)).toEqual({
      TENANT: "demo",
      PARAMETER_PREFIX: "/tributary/demo",
      AUDIT_TABLE: "audit-1",
    });
  });

  it("gives who measures the counters and the lists of what waits, and no table of people", () => {
    vi.stubEnv("ALERTS_TOPIC_ARN", "arn:aws:sns:eu-central-1:1:alerts");
    expect(readEnvironment(MetricsEnvironment).tables).toEqual({
      quality: "quality-1",
      reviews: "reviews-1",
      privacy: "privacy-1",
    });
    vi.stubEnv("ALERTS_TOPIC_ARN", "alerts");
    expect(() => readEnvironment(MetricsEnvironment)).toThrow("ALERTS_TOPIC_ARN");
  });

  it("gives who inspects people, their events and the counters, and no index", () => {
    expect(readEnvironment(InspectionEnvironment).tables).toEqual({
      events: "events-1",
      people: "people-1",
      keys: "keys-1",
      quality: "quality-1",
    });
  });

  it.each(["TENANT", "EVENTS_QUEUE_URL", "CANDIDATES_QUEUE_URL", "PEOPLE_TABLE"])(
    "is refused without %s, by name",
    (name) => {
      vi.stubEnv(name, undefined);
      expect(() => readEnvironment(ConsumerEnvironment)).toThrow(name);
    },
  );

  it("is refused where a variable is empty", () => {
    vi.stubEnv("PARAMETER_PREFIX", "");
    expect(() => readEnvironment(WebhookEnvironment)).toThrow("PARAMETER_PREFIX");
  });

  it("is refused where an address is none, and every fault is named at once", () => {
    vi.stubEnv("EVENTS_QUEUE_URL", "events");
    vi.stubEnv("PUBLIC_BASE_URL", "hooks");
    expect(() => readEnvironment(WebhookEnvironment)).toThrow(
      /EVENTS_QUEUE_URL[^]*PUBLIC_BASE_URL/,
    );
  });
});
