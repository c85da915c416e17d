/** The tenant's rules, as the mapping and the command line change them. */
import type { PromotableKeyName } from "#shared/domain/duplicates/composite-key.ts";
import type { Policy } from "#shared/domain/policy.ts";

export interface Changes {
  /** Undefined: as the tenant has it. */
  phoneRegion: string | undefined;
  /** Undefined: as the tenant has them. */
  promote: readonly PromotableKeyName[] | undefined;
}

export function applyPolicy(rules: Policy, { phoneRegion, promote }: Changes): Policy {
  return {
    ...rules,
    phoneRegion: phoneRegion ?? rules.phoneRegion,
    promotedKeys: [...(promote ?? rules.promotedKeys)],
  };
}
