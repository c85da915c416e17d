/** One invented customer, another at every run: who was sent before would be found again. */

export interface Customer {
  /** Six letters and digits that stand in every value of hers. */
  suffix: string;
  /** Eleven digits, as people in China say it. */
  mobile: string;
  workEmail: string;
  privateEmail: string;
  /** In the account that she follows, and in the platform it is bound to. */
  openid: string;
  unionid: string;
  shopCustomerId: number;
}

/** Of eight random bytes. The domains belong to nobody's test list: those never link people. */
export function inventCustomer(random: Buffer): Customer {
  const suffix = random.readUIntBE(0, 6).toString(36).padStart(6, "0").slice(-6);
  const seven = 1_000_000 + (random.readUIntBE(2, 6) % 9_000_000);
  return {
    suffix,
    mobile: `1390${seven}`,
    workEmail: `xiaoyu.${suffix}@qinglan-studio.cn`,
    privateEmail: `lin.${suffix}@guyu-mail.cn`,
    openid: `oXiLiu_${suffix}`,
    unionid: `uXiLiu_${suffix}`,
    shopCustomerId: 7_000_000_000_000 + (random.readUIntBE(2, 6) % 1_000_000_000_000),
  };
}
