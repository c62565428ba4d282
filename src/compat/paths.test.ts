// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isClientCall, routedPath } from './paths.ts';

describe('the path that a request is routed by', () => {
  const table: readonly (readonly [string, string])[] = [
    ['/api/v1/aliases', '/api/v1/aliases'],
    ['//api/v1/aliases', '/api/v1/aliases'],
    ['///api//v1///aliases?filter[search]=//x', '/api/v1/aliases'],
    ['//api/alias/random/new?hostname=https://shop.example//', '/api/alias/random/new'],
    ['/api/v1/aliases/', '/api/v1/aliases'],
    ['/', '/'],
    ['//', '//'],
    ['/api', '/api'],
    ['/api/', '/api/'],
    ['//api', '//api'],
    ['//aliases', '//aliases'],
    ['/mine/', '/mine/'],
    ['//evil.example/api/v1/aliases', '//evil.example/api/v1/aliases'],
  ];
  for (const [asked, routed] of table)
    it(`is ${routed} for ${asked}`, () => {
      assert.equal(routedPath({ url: `http://mayfly.example${asked}` } as Request), routed);
    });

  it('belongs to other clients below /api/ alone, which is a page itself', () => {
    assert.deepEqual(['/api', '/apis/x', '/aliases', '/api/x'].map(isClientCall), [
      false,
      false,
      false,
      true,
    ]);
  });
});
