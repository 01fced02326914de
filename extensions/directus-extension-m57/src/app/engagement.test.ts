import { describe, expect, it } from 'vitest';
import { faultOf } from './engagement';

const parameters = {
  window_months: 24,
  weights: { recency: 40, frequency: 30, breadth: 30 },
  full_frequency: 10,
  full_breadth: 3,
  kinds: ['event', 'renewal', 'satisfaction'] as ('event' | 'renewal' | 'satisfaction')[],
};

describe('parameters of the engagement score', () => {
  it('are sound as they come', () => expect(faultOf(parameters)).toBeNull());
  it('have weights that make a hundred', () => {
    expect(faultOf({ ...parameters, weights: { recency: 40, frequency: 30, breadth: 31 } })).toBe('weights');
  });
  it('count something, and ask for no more kinds than count', () => {
    expect(faultOf({ ...parameters, kinds: [] })).toBe('kinds');
    expect(faultOf({ ...parameters, full_breadth: 4 })).toBe('breadth');
  });
});
