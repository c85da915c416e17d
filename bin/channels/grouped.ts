/** The channels as catalogue and demo show them: by group, in the catalogue's own order within. */
import { type ChannelGroup, channelGroups } from "#shared/channels/channel.ts";

export interface Grouped<Entry> {
  group: ChannelGroup;
  channels: Entry[];
}

/** Groups that nobody is in are left out. */
export function grouped<Entry extends { group: ChannelGroup }>(
  channels: readonly Entry[],
): Grouped<Entry>[] {
  return channelGroups
    .map((group) => ({ group, channels: channels.filter((channel) => channel.group === group) }))
    .filter(({ channels: members }) => members.length > 0);
}
