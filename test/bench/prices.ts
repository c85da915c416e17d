/** List prices, us-east-1, on demand, November 2026; dollars per million unless said otherwise. */
export const prices = {
  httpApiRequest: 1.0,
  lambdaRequest: 0.2,
  /** arm64, per million gigabyte-seconds. */
  lambdaGbSecond: 13.33,
  sqsRequest: 0.4,
  writeUnit: 0.625,
  readUnit: 0.125,
  /** Dollars per gigabyte. */
  logGb: 0.5,
} as const;
