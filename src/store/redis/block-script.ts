// SPDX-License-Identifier: MIT
/** The part of the script that has to do with blocks. KEYS is the hash that holds all of them. */

/** Operations on blocks, by what follows their name and the sign of repetition in ARGV. */
export type BlockOperation =
  /** revision, record, names: adds those that are not there */
  | 'block'
  /** revision, names */
  | 'unblock';

/** The functions of those operations, in Lua. */
export const blockOperations = `
function operations.block()
  for position = 5, #ARGV do
    if redis.call('HEXISTS', KEYS[1], ARGV[position]) == 0 then redis.call('HSET', KEYS[1], ARGV[position], ARGV[4]) end
  end
  redis.call('HSET', KEYS[1], '', ARGV[3])
  return 1
end

function operations.unblock()
  for position = 4, #ARGV do redis.call('HDEL', KEYS[1], ARGV[position]) end
  redis.call('HSET', KEYS[1], '', ARGV[3])
  return 1
end
`;
