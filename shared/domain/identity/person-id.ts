/** Ids of persons: UUIDv7 (RFC 9562), so that they sort by birth and say nothing else. */

/** Of a time in epoch milliseconds and ten random bytes. */
export function personId(now: number, random: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now, 0, 6);
  random.copy(bytes, 6, 0, 10);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** When a person of this id came into being, in epoch milliseconds. */
export function bornAt(id: string): number {
  return Number.parseInt(id.replace("-", "").slice(0, 12), 16);
}
