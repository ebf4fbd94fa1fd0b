import { useQueries } from "@tanstack/react-query";
import type { Entity, Field, Related } from "../../api/contract";
import { entityQuery } from "../../app/hooks";
import { storyField } from "../../model/headline";

export const relatedKey = (related: Related) => `${related.entity}.${related.via}`;

export type StoryOf = { related: Related; entity: Entity; field: Field };

/** Related lists that tell a story (they have a text in which people write), with their entities. */
export function useStories(entity: Entity) {
  const queries = useQueries({
    queries: entity.related.map((related) => ({ ...entityQuery(related.entity), retry: false })),
  });
  const stories = entity.related.flatMap((related, at): StoryOf[] => {
    const target = queries[at]?.data;
    const field = target && storyField(target, related.columns);
    return target && field ? [{ related, entity: target, field }] : [];
  });
  return {
    stories,
    first: stories[0],
    keys: stories.map(({ related }) => relatedKey(related)),
    pending: queries.some((query) => query.isPending),
  };
}
