import { inject, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import type { SegmentOptions } from '../../contract/segments';
import type { Condition } from '../../domain/segments/definition';
import type { Start } from './catalogue';
import type { Path, Place, Way } from './tree';

export const ACTIONS = [
  'up',
  'down',
  'out',
  'in',
  'duplicate',
  'wrap',
  'unwrap',
  'negate',
  'remove',
] as const;
export type Action = (typeof ACTIONS)[number];
export const isWay = (action: Action): action is Way => ['up', 'down', 'out', 'in'].includes(action);

/** What the parts of the builder have in common, at whatever depth they stand. */
export interface Builder {
  options: ComputedRef<SegmentOptions>;
  /** Fields and kinds that the purpose does not let be asked. */
  refused: ComputedRef<readonly string[]>;
  disabled: ComputedRef<boolean>;
  where: ComputedRef<Condition>;
  /** What the server found wrong there. */
  issuesAt: (path: Path) => string[];
  /** `step`: changes of one sort one after another are undone together. */
  edit: (path: Path, condition: Condition, step?: string) => void;
  add: (group: Path, start: Start | 'group') => void;
  act: (path: Path, action: Action) => void;
  /** Whether it would change anything. */
  can: (path: Path, action: Action) => boolean;
  /** Begins to drag a condition with the pointer. */
  drag: (path: Path, event: PointerEvent) => void;
  dragged: Readonly<Ref<Path | null>>;
  /** Where it would come to stand now. */
  place: Readonly<Ref<Place | null>>;
}
export const BUILDER: InjectionKey<Builder> = Symbol('m57-segment-builder');
export const useBuilder = (): Builder => inject(BUILDER)!;
