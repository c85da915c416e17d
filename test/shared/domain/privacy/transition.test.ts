import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Command, type Signed, system } from "#shared/domain/privacy/command.ts";
import { holdGrounds } from "#shared/domain/privacy/hold.ts";
import {
  endStates,
  hasEnded,
  type PrivacyRequest,
  Reference,
  restrictedBy,
  type Root,
} from "#shared/domain/privacy/request.ts";
import { actionsOf, transition } from "#shared/domain/privacy/transition.ts";
import { after, confirmed, minute, previewOf, received } from "./requests.ts";

const one: Root = { id: "one", shapeVersion: 4 };
const two: Root = { id: "two", shapeVersion: 7 };

const located: Command = { kind: "locate", candidates: ["one"], ambiguous: false };
const looked: Command = { kind: "preview", preview: previewOf([one]) };
const approval: Command = { kind: "approve", roots: [one], live: [one], eraseAfter: minute(60) };
const beginning: Command = { kind: "begin", live: [one], holds: [] };
const erasure = { startedAt: minute(61), step: "sweep", done: 1, of: 1, final: true } as const;
const byEve = { by: "eve" };

const waiting = after(received, located);
const confirmedOne = after(waiting, confirmed);
const previewed = after(confirmedOne, looked);
const approved = after(previewed, [approval, byEve]);
const erasing = after(approved, [beginning, { by: system, at: minute(60) }]);

const tried = (request: PrivacyRequest, command: Command, signed: Partial<Signed> = {}) =>
  transition(request, command, { by: "ann", at: minute(1), ...signed });
const refusal = (...of: Parameters<typeof tried>) => {
  const moved = tried(...of);
  return moved.kind === "refused" ? moved.reason : undefined;
};
const moved = (...of: Parameters<typeof tried>): PrivacyRequest => {
  const outcome = tried(...of);
  if (outcome.kind === "refused") throw new Error(outcome.reason);
  return outcome.request;
};

describe("a request", () => {
  it("goes from the receipt to its end, and each step says by whom and when", () => {
    expect(waiting).toMatchObject({ state: "awaiting_identity", chosen: ["one"] });
    expect(confirmedOne).toMatchObject({ state: "awaiting_approval", identity: { by: "ann" } });
    expect(approved).toMatchObject({ state: "approved", approval: { by: "eve", roots: [one] } });
    expect(erasing).toMatchObject({ state: "erasing", erasure: { step: "fence" } });
    const done = tried(erasing, { kind: "finish", state: "completed", erasure });
    expect(done).toMatchObject({
      kind: "moved",
      request: { state: "completed", endedAt: minute(1), erasure },
      step: { step: "completed", by: "ann", at: minute(1) },
    });
  });

  it("about nobody whom we know is gone through like any other", () => {
    const unknown = after(
      received,
      { kind: "locate", candidates: [], ambiguous: false },
      confirmed,
    );
    const seen = after(unknown, { kind: "preview", preview: previewOf([]) });
    const agreed: Command = { kind: "approve", roots: [], live: [], eraseAfter: minute(2) };
    expect(moved(seen, agreed, byEve).state).toBe("approved");
  });

  it("restricts whom it is about from when it is certain who asks until it ends", () => {
    expect(restrictedBy(waiting)).toEqual([]);
    for (const request of [confirmedOne, previewed, approved, erasing]) {
      expect(restrictedBy(request)).toEqual(["one"]);
    }
    expect(restrictedBy(moved(approved, { kind: "cancel", reason: "x" }))).toEqual([]);
    expect(restrictedBy(moved(waiting, { kind: "hold", ground: "dispute", reason: "x" }))).toEqual(
      [],
    );
    expect(restrictedBy(moved(approved, { kind: "hold", ground: "dispute", reason: "x" }))).toEqual(
      ["one"],
    );
  });

  it.each(endStates)("that is %s takes no command any more", (state) => {
    const ended = { ...approved, state };
    const commands: Command[] = [
      located,
      confirmed,
      looked,
      approval,
      beginning,
      { kind: "choose", people: ["one"] },
      { kind: "deny", ground: "excessive", reason: "x" },
      { kind: "hold", ground: "dispute", reason: "x" },
      { kind: "resume", holds: 0 },
      { kind: "extend", law: "gdpr", reason: "x", allowed: true },
      { kind: "cancel", reason: "x" },
      { kind: "escalate", percent: 50 },
      { kind: "progress", erasure },
      { kind: "finish", state: "completed", erasure },
    ];
    for (const command of commands) expect(refusal(ended, command)).toBe("not in this state");
    expect(actionsOf(ended, { by: "eve", extendable: true })).toEqual([]);
  });

  it("whose erasure has begun cannot be denied, held or cancelled", () => {
    expect(refusal(erasing, { kind: "deny", ground: "excessive", reason: "x" })).toBe(
      "not in this state",
    );
    expect(refusal(erasing, { kind: "hold", ground: "dispute", reason: "x" })).toBe(
      "not in this state",
    );
    expect(refusal(erasing, { kind: "cancel", reason: "x" })).toBe("not in this state");
    expect(actionsOf(erasing, { by: "eve", extendable: true })).toEqual([]);
  });
});

describe("the identity", () => {
  it("that nobody can confirm leaves the request waiting, and stops the clock once", () => {
    const failed: typeof confirmed = { ...confirmed, outcome: "failed" };
    const doubted = moved(moved(waiting, failed), failed, { at: minute(2) });
    expect(doubted).toMatchObject({ state: "awaiting_identity", identity: { status: "failed" } });
    expect(doubted.pauses).toEqual([{ ground: "identity", from: minute(1) }]);
    const sure = moved(doubted, confirmed, { at: minute(9) });
    expect(sure.pauses).toEqual([{ ground: "identity", from: minute(1), to: minute(9) }]);
    expect(sure.state).toBe("awaiting_approval");
  });

  it("has to be confirmed before anything is looked at, approved or erased", () => {
    for (const command of [looked, approval, beginning]) {
      expect(refusal(waiting, command, byEve)).toBe("not in this state");
    }
  });
});

describe("who is meant", () => {
  const several: Command = { kind: "locate", candidates: ["one", "two"], ambiguous: false };

  it.each([several, { ...located, ambiguous: true }])("is asked of a human: %j", (found) => {
    const request = after(received, found, confirmed);
    expect(request.chosen).toBeUndefined();
    expect(refusal(request, looked)).toBe("nobody is chosen");
    expect(actionsOf(request, { by: "eve", extendable: false })).not.toContain("preview");
    expect(moved(request, { kind: "choose", people: ["one", "one"] }).chosen).toEqual(["one"]);
  });

  it("is one of those who were found, and somebody", () => {
    expect(refusal(waiting, { kind: "choose", people: ["somebody else"] })).toBe("not a candidate");
    expect(refusal(waiting, { kind: "choose", people: [] })).toBe("nobody is chosen");
  });

  it("has to be said anew, and looked at anew, when somebody else turns up", () => {
    expect(moved(previewed, located)).toMatchObject({ chosen: ["one"], preview: looked.preview });
    const another = moved(previewed, several);
    expect(another).toMatchObject({ chosen: undefined, preview: undefined });
    expect(refusal(another, approval, byEve)).toBe("nobody is chosen");
    const rechosen = moved(another, { kind: "choose", people: ["two"] });
    expect(refusal(rechosen, approval, byEve)).toBe("no preview");
  });
});

describe("an approval", () => {
  it("is never given by who filed the request", () => {
    expect(refusal(previewed, approval, { by: "ann" })).toBe("own request");
    expect(actionsOf(previewed, { by: "ann", extendable: false })).not.toContain("approve");
    expect(actionsOf(previewed, { by: "eve", extendable: false })).toContain("approve");
  });

  it.each([
    ["nobody", []],
    ["another shape", [{ ...one, shapeVersion: 5 }]],
    ["somebody else", [two]],
    ["one more", [one, two]],
    ["one of them twice", [one, one]],
  ])("of %s is none of what was looked at", (_, roots: Root[]) => {
    expect(refusal(previewed, { ...approval, roots }, byEve)).toBe("not the preview");
  });

  it("of what has changed since is none", () => {
    const live = [{ ...one, shapeVersion: 5 }];
    expect(refusal(previewed, { ...approval, live }, byEve)).toBe("changed since");
    expect(refusal(previewed, { ...approval, live: [] }, byEve)).toBe("changed since");
  });

  it.each([
    ["gained or lost an identifier, was merged or split", [{ ...one, shapeVersion: 5 }]],
    ["is gone", []],
  ])("is sent back where somebody %s before the erasure", (_, live: Root[]) => {
    const back = tried(approved, { kind: "begin", live, holds: [] }, { at: minute(60) });
    expect(back).toMatchObject({
      request: { state: "awaiting_approval", approval: undefined, preview: undefined },
      step: { step: "sent_back" },
    });
  });
});

describe("the erasure", () => {
  it("waits until it is over that somebody may think better of it", () => {
    expect(refusal(approved, beginning, { at: minute(59) })).toBe("cooling off");
    expect(moved(approved, beginning, { at: minute(60) }).state).toBe("erasing");
  });

  it("waits for holds on its data, and goes on by itself where there is none any more", () => {
    const command: Command = { ...beginning, holds: ["legal-claims"] };
    const held = moved(approved, command, { at: minute(60), by: system });
    expect(held).toMatchObject({
      state: "on_hold",
      hold: { ground: "legal-claims", from: "approved", standing: true },
    });
    expect(refusal(held, { kind: "resume", holds: 1 })).toBe("held");
    expect(moved(held, { kind: "resume", holds: 0 })).toMatchObject({
      state: "approved",
      hold: undefined,
    });
  });

  it("does not trust an approval, or an identity, that should not be there", () => {
    const at = { at: minute(60) };
    const own = { ...approved, filedBy: "eve" };
    expect(moved(own, beginning, at).state).toBe("awaiting_approval");
    const doubtful: PrivacyRequest = { ...approved, identity: { status: "failed" } };
    expect(moved(doubtful, beginning, at).state).toBe("awaiting_approval");
    expect(moved({ ...approved, approval: undefined }, beginning, at).state).toBe(
      "awaiting_approval",
    );
  });
});

describe("a hold", () => {
  it("remembers where the request goes on", () => {
    for (const request of [waiting, previewed, approved]) {
      const held = moved(request, {
        kind: "hold",
        ground: "dispute",
        reason: "x",
        until: minute(30),
      });
      expect(held.hold).toMatchObject({ from: request.state, until: minute(30), standing: false });
      expect(moved(held, { kind: "resume", holds: 3 }).state).toBe(request.state);
    }
  });

  it("is not put on twice, and not into the past", () => {
    const held = moved(waiting, { kind: "hold", ground: "dispute", reason: "x" });
    expect(refusal(held, { kind: "hold", ground: "dispute", reason: "x" })).toBe(
      "not in this state",
    );
    const past: Command = { kind: "hold", ground: "dispute", reason: "x", until: minute(1) };
    expect(refusal(waiting, past)).toBe("in the past");
  });
});

describe("an extension", () => {
  it("is taken once a law, where there is time for it", () => {
    const extend: Command = { kind: "extend", law: "gdpr", reason: "x", allowed: true };
    const extended = moved(waiting, extend);
    expect(extended.extensions).toEqual({ gdpr: { by: "ann", at: minute(1), reason: "x" } });
    expect(refusal(extended, extend)).toBe("no extension");
    expect(refusal(waiting, { ...extend, allowed: false })).toBe("no extension");
    expect(refusal(waiting, { ...extend, law: "ccpa" })).toBe("no such clock");
  });
});

describe("a reference", () => {
  it.each(["CASE-1", "7", "20261128", "https://desk.example/t/9#3", "a7551968-d5d6-44b2-9831"])(
    "may be %s",
    (text) => expect(Reference.safeParse(text).success).toBe(true),
  );

  it.each([
    "",
    "bob@mail.cn",
    "13912345678",
    "+8613912345678",
    "two words",
    "林晓雨",
    "x".repeat(101),
  ])("is never %j, which may be somebody's", (text) =>
    expect(Reference.safeParse(text).success).toBe(false),
  );
});

/** What the world is like while commands come: the shapes of two persons, and whether a hold stands. */
interface World {
  shapes: Record<string, number>;
  held: boolean;
  minutes: number;
}

const people = ["one", "two"] as const;
const anyPeople = fc.subarray([...people]);
type Act = (world: World, request: PrivacyRequest) => { command?: Command; by?: string };

const onlyRoot = ({ id, shapeVersion }: Root): Root => ({ id, shapeVersion });
const rootsOf = ({ shapes }: World, ids: readonly string[]): Root[] =>
  ids.map((id) => ({ id, shapeVersion: shapes[id] ?? 0 }));

const lookAgain: Act = (world, { chosen = [] }) => ({
  command: { kind: "preview", preview: previewOf(rootsOf(world, chosen), Number(world.held)) },
});
/** To what was seen, or to what happens to be. */
const agree =
  (by: string, ids: readonly string[] | null): Act =>
  (world, { preview }) => {
    const roots = ids === null ? (preview?.people ?? []) : rootsOf(world, ids);
    const live = rootsOf(
      world,
      roots.map(({ id }) => id),
    );
    return {
      by,
      command: { kind: "approve", roots, live, eraseAfter: minute(world.minutes + 10) },
    };
  };
const beginNow: Act = (world, { approval: agreed }) => ({
  by: system,
  command: {
    kind: "begin",
    live: rootsOf(world, agreed?.roots.map(({ id }) => id) ?? []),
    holds: world.held ? [holdGrounds[0]] : [],
  },
});
const pass =
  (count: number): Act =>
  (world) => {
    world.minutes += count;
    return {};
  };
const always = (command: Command): fc.Arbitrary<Act> => fc.constant(() => ({ command }));

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(anyPeople, fc.boolean()).map(([candidates, ambiguous]): Act => () => ({
    command: { kind: "locate", candidates, ambiguous },
  })),
  fc.constantFrom("confirmed" as const, "failed" as const).map((outcome): Act => () => ({
    command: { ...confirmed, outcome },
  })),
  anyPeople.map((ids): Act => () => ({ command: { kind: "choose", people: ids } })),
  fc.constant(lookAgain),
  fc.tuple(fc.constantFrom("ann", "eve"), fc.option(anyPeople)).map(([by, ids]) => agree(by, ids)),
  fc.constant(beginNow),
  always({ kind: "hold", ground: "dispute", reason: "x" }),
  fc.constant<Act>(({ held }) => ({ command: { kind: "resume", holds: Number(held) } })),
  always({ kind: "extend", law: "gdpr", reason: "x", allowed: true }),
  always({ kind: "deny", ground: "excessive", reason: "x" }),
  always({ kind: "cancel", reason: "x" }),
  // What else happens meanwhile.
  fc.integer({ min: 1, max: 12 }).map(pass),
  fc.constantFrom(...people).map((id): Act => (world) => {
    world.shapes[id] = (world.shapes[id] ?? 0) + 1;
    return {};
  }),
  fc.boolean().map((held): Act => (world) => {
    world.held = held;
    return {};
  }),
);

/** What leads to an erasure, with anything in between: by chance alone hardly anything would. */
const anyHistory = fc
  .tuple(
    ...[
      (): ReturnType<Act> => ({ command: located }),
      (): ReturnType<Act> => ({ command: confirmed }),
      lookAgain,
      agree("eve", null),
      pass(12),
      beginNow,
    ].map((act) => fc.tuple(fc.array(anyAct, { maxLength: 2 }), fc.constant(act))),
  )
  .map((parts) => parts.flatMap(([between, act]) => [...between, act]));

describe("whatever is asked for, in whatever order", () => {
  it("nothing is erased but what somebody else approved, as it is, in time, of a person whose identity is confirmed", () => {
    let erasures = 0;
    const run = (acts: readonly Act[]) => {
      const world: World = { shapes: { one: 1, two: 1 }, held: false, minutes: 0 };
      let request = received;
      /** Told apart from the request itself: what really happened, in the order in which it did. */
      let identity: string | undefined;
      let seen: readonly Root[] | undefined;
      let agreed: { by: string; roots: readonly Root[]; minutes: number } | undefined;
      for (const act of acts) {
        const { command, by = "ann" } = act(world, request);
        if (command === undefined) continue;
        const outcome = transition(request, command, { by, at: minute(world.minutes) });
        if (outcome.kind === "refused") continue;
        const { state } = outcome.request;
        if (command.kind === "confirm-identity") identity = command.outcome;
        if (command.kind === "preview") seen = command.preview.people;
        if (command.kind === "approve")
          agreed = { by, roots: command.roots.map(onlyRoot), minutes: world.minutes };
        if (state === "erasing") {
          erasures += 1;
          expect(identity).toBe("confirmed");
          expect(agreed?.by).toBe("eve");
          expect(seen).toMatchObject(agreed?.roots ?? [undefined]);
          expect(rootsOf(world, outcome.request.chosen ?? [])).toEqual(agreed?.roots);
          expect(world.minutes).toBeGreaterThanOrEqual((agreed?.minutes ?? Infinity) + 10);
          expect(world.held).toBe(false);
          return;
        }
        request = outcome.request;
        if (hasEnded(request)) return;
      }
    };
    fc.assert(fc.property(fc.oneof(anyHistory, fc.array(anyAct, { maxLength: 40 })), run), {
      numRuns: 3_000,
    });
    // Else it would say nothing.
    expect(erasures).toBeGreaterThan(100);
  });
});
