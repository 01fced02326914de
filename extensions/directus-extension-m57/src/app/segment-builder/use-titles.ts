import type { SegmentOptions } from '../../contract/segments';
import type { Condition } from '../../domain/segments/definition';
import { useMessages } from '../messages';
import { bare, isGroup, isNegated } from './tree';

/** A condition in a few words, to name it to those who do not see it. */
export function useTitles() {
  const { t } = useMessages();
  return function titleOf(condition: Condition, options: SegmentOptions): string {
    const inner = bare(condition);
    const title = (() => {
      if (isGroup(inner)) return t(`segments.builder.groups.${inner.type}`);
      if (inner.type === 'field') return t(`segments.builder.fields.${inner.field}`);
      if (inner.type === 'segment') {
        const name = options.segments.find(({ id }) => id === inner.segment)?.name;
        return name ?? t('segments.builder.gone', { value: inner.segment });
      }
      const kinds = inner.filter.kinds?.map((kind) => t(`relation.kinds.${kind}`)).join(', ');
      return kinds ?? t('segments.builder.starts.used');
    })();
    return isNegated(condition) ? `${t('segments.builder.not')} ${title}` : title;
  };
}
