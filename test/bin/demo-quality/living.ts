/** The ten weeks without a product: the real channels, the specification of who is who, the real rules. */
import { randomBytes } from "node:crypto";
import { eventsOf, fields } from "#bin/demo/understood.ts";
import { createTraffic, daysPerWeek, type Delivery, weeks } from "#bin/demo-quality/traffic.ts";
import { createRandom } from "#bin/random.ts";
import { channelsInUse, readTenant } from "#infra/tenant.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import { alertView } from "#shared/domain/quality/alert-view.ts";
import { Policy } from "#shared/domain/policy.ts";
import { countArrival, countKnown } from "#shared/domain/quality/arrival.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { inspectDay } from "#shared/domain/quality/inspect-day.ts";
import { meetings } from "#shared/domain/quality/meetings.ts";
import { channelOf } from "#shared/domain/quality/metrics.ts";
import { reportOf } from "#shared/domain/quality/report-of.ts";
import { raise, type Standings } from "#shared/domain/quality/standing.ts";
import { type Counted, sumUp } from "#shared/domain/quality/tally.ts";

const tenant = readTenant("demo");
const context = { fields, policy: Policy.parse(tenant) };
/** A Saturday. */
const firstDay = "2026-08-01";
const hourOfDay = "T08:00:00.000Z";
/** How long the product takes. */
const usableAfterMs = 800;

const lives = new Map<string, ReturnType<typeof live>>();

/** Once a seed: it takes seconds. */
export function lived(seed: string): ReturnType<typeof live> {
  const life = lives.get(seed) ?? live(seed);
  lives.set(seed, life);
  return life;
}

function live(seed: string) {
  const { events, known } = receive(seed);
  const counted = sumUp([...countNew(events), ...known]);
  const lastDay = addDays(firstDay, weeks * daysPerWeek - 1);
  const alerts = alertsOf(counted);
  const report = reportOf({
    counted,
    generatedAt: `${addDays(lastDay, 1)}${hourOfDay}`,
    lastDay,
    fields,
    channelWords: () => undefined,
    alerts: alerts.filter(({ day }) => day === lastDay),
  });
  return { report, alerts, firstDay };
}

function receive(seed: string): { events: CustomerEvent[]; known: Counted[] } {
  const traffic = createTraffic(seed);
  const secrets = generateSecrets();
  const random = createRandom(`${seed} signing`);
  const events = new Map<string, CustomerEvent>();
  const known: Counted[] = [];
  for (let day = 0; day < weeks * daysPerWeek; day++) {
    const startMs = Date.parse(`${addDays(firstDay, day)}${hourOfDay}`);
    for (const [turn, delivery] of traffic.day(day, new Date(startMs)).entries()) {
      const now = new Date(startMs + turn);
      for (const event of understood(delivery, { secrets, now, randomBytes: random.bytes })) {
        if (events.has(event.id)) known.push(countKnown(event, 1));
        else events.set(event.id, event);
      }
    }
  }
  return { events: [...events.values()], known };
}

interface Signing {
  secrets: Readonly<Record<string, unknown>>;
  now: Date;
  randomBytes: (count: number) => Buffer;
}

function understood({ source, said }: Delivery, signing: Signing): CustomerEvent[] {
  const channel = channelOf(source.name);
  const address = `http://localhost/webhooks/${channel}`;
  const signed = source.sign(said, { ...signing, secrets: signing.secrets[channel], address });
  return eventsOf(signed, { channel }, signing);
}

function generateSecrets(): Readonly<Record<string, unknown>> {
  const inUse = channelsInUse(tenant);
  return Object.fromEntries(
    inUse.map(({ channel, settings }) => [
      channel.name,
      channel.generateSecrets(randomBytes, channel.settings.parse(settings)),
    ]),
  );
}

/** As if all of a person's events had been processed as they came. */
function countNew(events: readonly CustomerEvent[]): Counted[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return resolve({ events }, context).people.flatMap(({ eventIds, record }, at) => {
    const own = eventIds.flatMap((id) => byId.get(id) ?? []);
    const { identifiers } = record;
    return meetings(own, { known: [], identifiers }, context).map((meeting) =>
      countArrival({ ...meeting, personId: at.toString(16) }, usableAt(meeting.event), context),
    );
  });
}

const usableAt = ({ receivedAt }: CustomerEvent): Date =>
  new Date(Date.parse(receivedAt) + usableAfterMs);

function alertsOf(counted: readonly Counted[]) {
  let standings: Standings = new Map();
  return Array.from({ length: weeks * daysPerWeek }, (_, at) => addDays(firstDay, at)).flatMap(
    (day) => {
      const raised = raise(inspectDay(counted, { day, holidays: new Set() }), day, standings);
      standings = raised.standings;
      return raised.alerts.map((alert) =>
        alertView({ id: alert.id, alert }, standings.get(alert.cause), fields),
      );
    },
  );
}
