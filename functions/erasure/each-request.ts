/** Every request that has not ended, by when it is due. */
import { type DueCursor, type ListedRequest, listRequests } from "#shared/stores/privacy/lists.ts";
import type { Store } from "#shared/stores/tables.ts";

const pageSize = 100;

export async function* eachRequest(store: Store): AsyncGenerator<ListedRequest> {
  let after: DueCursor | undefined;
  do {
    const page = await listRequests({ status: "open", after, limit: pageSize }, store);
    yield* page.requests;
    after = page.next;
  } while (after !== undefined);
}
