/** Putting a hold on events, or on whatever carries an identifier. */
import * as z from "zod";
import { endOf } from "#shared/domain/privacy/day.ts";
import { HoldGround, holdGrounds, holdTargetsMax } from "#shared/domain/privacy/hold.ts";
import { HoldView } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import {
  type Form,
  type Mistakes,
  readForm,
  select,
  textArea,
  textInput,
  written,
} from "../form.ts";
import { type FormPage, formPage, type Returned } from "../form-page.ts";
import { identifierFields, readIdentifier } from "../identifier-fields.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage } from "../problem.ts";
import { officers } from "../requests/roles.ts";
import type { When } from "../when.ts";
import { fieldWords, groundNames } from "../words/actions.ts";
import { formWords } from "../words/forms.ts";
import { holdWords as words } from "../words/holds.ts";
import { identifierWords } from "../words/identifiers.ts";

export const putHold: Page = {
  path: "holds/put",
  roles: officers,

  async get(call) {
    return shown(call, {});
  },

  async post(call) {
    const { form: entered, api, link, when } = call;
    const read = readHold(entered, when);
    if ("mistakes" in read) return shown(call, { entered, mistakes: read.mistakes });
    const answer = await api.post("/v1/holds", read.body, HoldView);
    if (answer.kind === "answered") return { kind: "moved", to: `${link("holds")}?done=put` };
    const { problem } = answer;
    if (!belongsOnPage(problem)) return answer;
    if (problem.status === 400 && problem.title.startsWith("identifiers.")) {
      return shown(call, { entered, mistakes: { value: identifierWords.notOfType } });
    }
    return shown(call, { entered, problem });
  },
};

function shown(call: PageCall, returned: Returned): PageAnswer {
  const { link, when } = call;
  const page: FormPage = {
    name: "hold",
    title: words.putTitle,
    intro: words.putIntro,
    action: link("holds", "put"),
    send: words.send,
    fields: (form) => fields(form, when),
  };
  return formPage(page, returned, call);
}

function fields(form: Form, when: When): Html {
  const grounds = holdGrounds.map((value) => ({ value, label: form.say(groundNames[value]) }));
  return html`<fieldset>
      <legend>${form.say(words.what)}</legend>
      <p class="quiet">${form.say(words.whatHint)}</p>
      ${identifierFields(form)}
      ${textArea(form, { name: "events", label: words.events, hint: words.eventsHint })}
    </fieldset>
    <fieldset>
      <legend>${form.say(words.why)}</legend>
      ${select(form, {
        name: "ground",
        label: words.ground,
        options: [{ value: "", label: form.say(formWords.pick) }, ...grounds],
        required: true,
      })}
      ${textInput(form, {
        name: "until",
        label: words.until,
        hint: words.untilHint,
        type: "date",
        min: when.today,
        required: true,
      })}
    </fieldset>`;
}

const expected = {
  events: words.notEvents,
  ground: fieldWords.groundMissing,
  until: fieldWords.untilMissing,
};

type Read = { body: Readonly<Record<string, unknown>> } | { mistakes: Mistakes };

function readHold(form: URLSearchParams, when: When): Read {
  const sent = z.object({
    events: z.array(z.string().regex(/^evt_[\w-]{1,90}$/)).max(holdTargetsMax),
    ground: HoldGround,
    until: z.iso.date().refine((day) => day >= when.today),
  });
  const events = (form.get("events") ?? "").split(/[\s,;，；、]+/).filter((id) => id !== "");
  const [ground, until] = [written(form, "ground"), written(form, "until")];
  const read = readForm(sent, { events, ground, until }, expected);
  const sought = readIdentifier(form);
  const mistakes: Mistakes = {
    ...(sought !== undefined && "mistakes" in sought && sought.mistakes),
    ...(sought === undefined && events.length === 0 && { value: words.nothing }),
    ...(sought !== undefined && events.length > 0 && { events: words.both }),
    ...(read.kind === "mistaken" && read.mistakes),
  };
  if (read.kind === "mistaken" || Object.keys(mistakes).length > 0) return { mistakes };
  const what =
    sought !== undefined && "identifier" in sought
      ? { identifiers: [sought.identifier] }
      : { events: read.value.events };
  return { body: { ...what, ground, until: endOf(read.value.until, when.zone) } };
}
