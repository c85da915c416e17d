/** Prints the catalogue of channels: `npm run channels`. */
import Table from "cli-table3";
import { channels } from "#shared/channels/index.ts";

const table = new Table({
  head: ["Channel", "Authentication", "Trust", "Verifies", "Event id", "Confirmed by"],
  colWidths: [18, 40, 8, 17, 28, 14],
  wordWrap: true,
  style: { head: [], border: [] },
});

for (const channel of channels) {
  table.push([
    `${channel.name}\n${channel.title.en}`,
    channel.authentication,
    channel.trust,
    channel.verifies.join("\n") || "–",
    channel.businessId,
    channel.confirmation,
  ]);
}

console.log(table.toString());
