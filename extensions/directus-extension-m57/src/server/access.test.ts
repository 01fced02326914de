import { describe, expect, it } from 'vitest';
import { ipAllowed } from './access';

describe('addresses of a policy', () => {
  it.each([
    [null, null, true],
    ['10.0.0.0/8', '10.20.30.40', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['192.168.1.5, 192.168.1.7', '192.168.1.7', true],
    ['192.168.1.5-192.168.1.9', '192.168.1.6', true],
    ['192.168.1.5-192.168.1.9', '192.168.1.10', false],
    ['2001:db8::/32', '2001:db8::1', true],
    ['10.0.0.0/8', null, false],
    ['10.0.0.0/8', 'nonsense', false],
  ])('%s lets %s through: %s', (list, ip, allowed) => {
    expect(ipAllowed(list, ip)).toBe(allowed);
  });
});
