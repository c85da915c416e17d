/** Whether two texts are one slip of the finger apart. */

/** One character added, left out or replaced, or two neighbours swapped; equal texts are near too. */
export function isOneSlipApart(a: string, b: string): boolean {
  const [one, other] = [Array.from(a), Array.from(b)];
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one.at(-1 - end) === other.at(-1 - end)) end++;
  const changed = one.slice(start, one.length - end);
  const into = other.slice(start, other.length - end);
  if (changed.length <= 1 && into.length <= 1) return true;
  const swapped = changed.length === 2 && into.length === 2;
  return swapped && changed[0] === into[1] && changed[1] === into[0];
}
