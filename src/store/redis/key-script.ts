// SPDX-License-Identifier: MIT
/**
 * The part of the script that has to do with keys: the transitions of `key-record.ts` once more. KEYS is one hash, which holds the key
 * under `key` and its rows under their numbers, so that each call is one step and a key that expires takes its rows along.
 */

/** Operations on keys, by what follows their name and the sign of repetition in ARGV. */
export type KeyOperation =
  /** record, ms until it expires; gives 1, or 0 when there is one */
  | 'createKey'
  /** names and values; `ttl` goes with `expiresAt`, and is in ms; gives the record, or nothing */
  | 'changeKey'
  /** gives numbers and rows, or nothing for an unknown key */
  | 'destroyKey'
  /** how many were made, row; gives `added`, `moved` or `gone` */
  | 'addKeyRow'
  /** numbers below this, as many as this; gives numbers and rows, the newest first */
  | 'keyRows'
  /** numbers */
  | 'removeKeyRows'
  /** field, octets, ms until it expires or an empty text */
  | 'putKeyField'
  /** field; gives its octets, or nothing */
  | 'keyField'
  /** gives all fields and their octets */
  | 'keyFields';

/** The functions of those operations, in Lua. */
export const keyOperations = `
local function loadKey()
  local octets = redis.call('HGET', KEYS[1], 'key')
  if not octets then return nil end
  local key = {}
  local version, at
  version, key.state, key.expiresAt, key.made, key.kept, at = struct.unpack('>I1I1I6I6I6', octets)
  if version ~= 1 then error('a key in the store is of an unknown version') end
  key.sealed = string.sub(octets, at)
  return key
end

local function saveKey(key)
  local octets = struct.pack('>I1I1I6I6I6', 1, key.state, key.expiresAt, key.made, key.kept) .. key.sealed
  redis.call('HSET', KEYS[1], 'key', octets)
  return octets
end

-- Rows below a number, the newest first.
local function rowsBelow(before, limit)
  local numbers = {}
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    local number = tonumber(field)
    if number and number < before then numbers[#numbers + 1] = number end
  end
  table.sort(numbers, function(one, other) return one > other end)
  local rows = {}
  for position = 1, math.min(limit, #numbers) do
    local number = string.format('%.0f', numbers[position])
    rows[#rows + 1] = number
    rows[#rows + 1] = redis.call('HGET', KEYS[1], number)
  end
  return rows
end

function operations.createKey()
  local octets = redis.call('HGET', KEYS[1], 'key')
  if octets and not (isRepeated and octets == ARGV[3]) then return 0 end
  redis.call('HSET', KEYS[1], 'key', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return 1
end

function operations.keyField()
  return redis.call('HGET', KEYS[1], ARGV[3])
end

function operations.changeKey()
  local key = loadKey()
  if not key then return false end
  local ttl
  for position = 3, #ARGV, 2 do
    local name, value = ARGV[position], ARGV[position + 1]
    if name == 'ttl' then ttl = value
    elseif name == 'sealed' then key.sealed = value
    else key[name] = tonumber(value) end
  end
  local octets = saveKey(key)
  if ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
  return octets
end

function operations.destroyKey()
  if redis.call('HEXISTS', KEYS[1], 'key') == 0 then return isRepeated and {} or false end
  local rows = rowsBelow(math.huge, math.huge)
  redis.call('DEL', KEYS[1])
  return rows
end

function operations.addKeyRow()
  local key, made, row = loadKey(), tonumber(ARGV[3]), ARGV[4]
  if not key then return 'gone' end
  local number = string.format('%.0f', made + 1)
  if key.made ~= made then
    local isDone = isRepeated and redis.call('HGET', KEYS[1], number) == row
    return isDone and 'added' or 'moved'
  end
  redis.call('HSET', KEYS[1], number, row)
  key.made, key.kept = made + 1, key.kept + 1
  saveKey(key)
  return 'added'
end

function operations.keyRows()
  return rowsBelow(ARGV[3] == '' and math.huge or tonumber(ARGV[3]), tonumber(ARGV[4]))
end

function operations.removeKeyRows()
  local key = loadKey()
  if not key then return 0 end
  local removed = 0
  for position = 3, #ARGV do removed = removed + redis.call('HDEL', KEYS[1], ARGV[position]) end
  if removed > 0 then
    key.kept = key.kept - removed
    saveKey(key)
  end
  return removed
end

function operations.putKeyField()
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
  if ARGV[5] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
  return 1
end

function operations.keyFields()
  return redis.call('HGETALL', KEYS[1])
end
`;
