// SPDX-License-Identifier: MIT
/**
 * The transitions of `alias/use.ts` and `ledger.ts` once more, in Lua, so that Redis makes each of them in one step. They work
 * on the octets of `record.ts`; the contract suite holds them to the functions they repeat.
 *
 * KEYS are threes: an alias, the sorted set of what is due in its bucket, and its end. An alias that is an empty string is a
 * tombstone, which never expires. ARGV is the name of an operation, `1` when the call repeats one whose answer was lost, and what the
 * operation takes. A repeated call answers as the first would have, and writes again, so that WAIT has something to wait for.
 */
import { aliasStates, doubtRetentionMs, unconfirmedForMs } from '../../alias/alias.ts';
import { endCauses, endToldMs } from '../../alias/end.ts';
import { leaseMs } from '../instance.ts';
import { type BlockOperation, blockOperations } from './block-script.ts';
import { type KeyOperation, keyOperations } from './key-script.ts';

/** When to look again at an alias whose time was up but that is not dead, ms. As in the embedded store. */
const retryMs = 60 * 60 * 1000;
/** How long a reservation that is over may not be spent by a call that was late, ms. */
const voidMs = 60 * 60 * 1000;
/** Maximum number of due aliases of one bucket that are given at a time. */
const dueLimit = 20;

/** Operations of the script, by what follows their name and the sign of repetition in ARGV. */
export type Operation =
  | KeyOperation
  | BlockOperation
  /** record; gives 1, or 0 when the key is taken */
  | 'create'
  /**
   * reservation, instance, now, `1` to judge and write nothing, a fingerprint for each alias, then `+instance` or `-instance` for
   * instances known to live or not. Gives `spent`; `again` if it had been before; `refused`, position, life; or `instances` and
   * those that the verdict depends on.
   */
  | 'spend'
  /** reservation, now; these three then `void` when a call of `spend` may still come, which is to spend nothing */
  | 'settle'
  /** reservation */
  | 'refund'
  /** reservation */
  | 'doubt'
  /**
   * the record that the alias has to be like, or nothing; then names and values, of which numbers are decimal and `-` is no limit;
   * gives the record, or nothing
   */
  | 'change'
  /** token hash, now; gives 1, or 0 when there is no such alias */
  | 'confirm'
  /** the record that the alias has to be like, or nothing; then cause and now, if they are to be kept as its end; gives 1, or 0 for an unknown key and another alias */
  | 'destroy'
  /** now; gives how many died */
  | 'sweep'
  /** now; KEYS are sorted sets alone; gives the aliases that a sweep has to look at */
  | 'due'
  /** octets of a return path, ms until it is forgotten; its name is the one key */
  | 'keep'
  /** instance, ms until it counts as gone; the one key is the sorted set of instances; gives those that live */
  | 'beat'
  /** instance; the same key */
  | 'leave'
  /** what is there, empty for nothing, and what shall be; the one key is the manifest, or a mark; gives 1, or 0 when another is there */
  | 'manifest'
  /** record, in the place of any that is there */
  | 'put'
  /** one key, which is removed altogether */
  | 'erase'
  /** the one key is the sorted set of instances; gives how many live */
  | 'living';

/** The text of the script. */
export const script = `
local retention, lease, retry, voidFor = ${doubtRetentionMs}, ${leaseMs}, ${retryMs}, ${voidMs}
local unconfirmedFor, toldFor = ${unconfirmedForMs}, ${endToldMs}
-- In the order of their numbers in the record of an end, from 0.
local causes = { ${endCauses.map((cause, number) => `${cause} = ${number}`).join(', ')} }
local names = { 'maxUses', 'validFrom', 'validUntil', 'validForMs', 'idleForMs', 'firstDeliveryAt', 'lastDeliveryAt' }
local shown = { 'state', 'startsAtFirstUse', 'createdAt', 'delivered', 'attributes', 'sealed', unpack(names) }
local isRepeated = ARGV[2] == '1'
-- By name the number that a record keeps, and by number the name.
local states = { ${aliasStates.map((state, number) => `${state} = ${number}, [${number}] = '${state}'`).join(', ')} }

local function decode(octets)
  local version, flags, at = struct.unpack('>I1I2', octets)
  if version ~= 1 and version ~= 2 then error('an alias in the store is of an unknown version') end
  local alias = { startsAtFirstUse = bit.band(flags, 32768) ~= 0, pending = {}, attributes = '' }
  if version == 1 then alias.state = bit.band(flags, 16384) ~= 0 and states.paused or states.active
  else alias.state, at = struct.unpack('>I1', octets, at) end
  if not states[alias.state] then error('an alias in the store has an unknown state') end
  alias.createdAt, alias.delivered, at = struct.unpack('>I6I6', octets, at)
  for position, name in ipairs(names) do
    if bit.band(flags, 2 ^ (position - 1)) ~= 0 then alias[name], at = struct.unpack('>I6', octets, at) end
  end
  local count
  alias.tokenHash, count, at = struct.unpack('>I1c0I2', octets, at)
  for _ = 1, count do
    local use, marks = {}, 0
    use.reservation, use.fingerprint, use.instance, use.spentAt, marks, at =
      struct.unpack('>I1c0I1c0I1c0I6I1', octets, at)
    use.isInDoubt, use.wasInDoubt = bit.band(marks, 1) ~= 0, bit.band(marks, 2) ~= 0
    alias.pending[#alias.pending + 1] = use
  end
  if version == 2 then alias.attributes, at = struct.unpack('>I2c0', octets, at) end
  alias.sealed = string.sub(octets, at)
  return alias
end

local function encode(alias)
  local isFirst = alias.state <= states.paused and alias.attributes == ''
  local flags = alias.startsAtFirstUse and 32768 or 0
  if isFirst and alias.state == states.paused then flags = flags + 16384 end
  local parts = {}
  for position, name in ipairs(names) do
    if alias[name] then
      flags = flags + 2 ^ (position - 1)
      parts[#parts + 1] = struct.pack('>I6', alias[name])
    end
  end
  local head = struct.pack('>I1I2', isFirst and 1 or 2, flags)
  if not isFirst then head = head .. struct.pack('>I1', alias.state) end
  table.insert(parts, 1, head .. struct.pack('>I6I6', alias.createdAt, alias.delivered))
  parts[#parts + 1] = struct.pack('>I1c0I2', #alias.tokenHash, alias.tokenHash, #alias.pending)
  for _, use in ipairs(alias.pending) do
    local marks = (use.isInDoubt and 1 or 0) + (use.wasInDoubt and 2 or 0)
    parts[#parts + 1] = struct.pack('>I1c0I1c0I1c0I6I1', #use.reservation, use.reservation,
      #use.fingerprint, use.fingerprint, #use.instance, use.instance, use.spentAt, marks)
  end
  if not isFirst then parts[#parts + 1] = struct.pack('>I2c0', #alias.attributes, alias.attributes) end
  parts[#parts + 1] = alias.sealed
  return table.concat(parts)
end

local function endsAt(alias)
  local start, at = math.max(alias.createdAt, alias.validFrom or 0), math.huge
  if alias.validUntil then at = math.min(at, alias.validUntil) end
  if alias.validForMs then
    local from = alias.firstDeliveryAt
    if not alias.startsAtFirstUse then from = start end
    if from then at = math.min(at, from + alias.validForMs) end
  end
  if alias.idleForMs then at = math.min(at, (alias.lastDeliveryAt or start) + alias.idleForMs) end
  if alias.state == states.unconfirmed then at = math.min(at, alias.createdAt + unconfirmedFor) end
  return at
end

local function usesLeft(alias)
  if not alias.maxUses then return math.huge end
  return math.max(0, alias.maxUses - alias.delivered - #alias.pending)
end

local function isUsedUp(alias)
  return alias.maxUses ~= nil and alias.delivered >= alias.maxUses
end

local function judge(alias, now)
  if now >= endsAt(alias) then return 'expired' end
  if isUsedUp(alias) then return 'usedUp' end
  if alias.validFrom and now < alias.validFrom then return 'notYet' end
  if alias.state ~= states.active then return states[alias.state] end
  if usesLeft(alias) > 0 then return 'alive' end
  local exhausted = 'usedUp'
  for _, use in ipairs(alias.pending) do
    if use.isInDoubt and now < use.spentAt + retention then return 'alive' end
    if not use.isInDoubt then exhausted = 'busy' end
  end
  return exhausted
end

local function sweepableAt(alias)
  if usesLeft(alias) > 0 then return endsAt(alias) end
  local pendingEnd = 0
  for _, use in ipairs(alias.pending) do pendingEnd = math.max(pendingEnd, use.spentAt + retention) end
  return math.min(endsAt(alias), pendingEnd)
end

-- Whether its instance lives makes no difference to a use that is older than its lease.
local function doubtOverdue(alias, now)
  for _, use in ipairs(alias.pending) do
    if now >= use.spentAt + lease then use.isInDoubt = true end
  end
end

local function memberOf(place)
  return string.match(KEYS[3 * place - 2], '[^:]*$')
end

local function load(place)
  local octets = redis.call('GET', KEYS[3 * place - 2])
  if not octets or octets == '' then return nil, octets end
  local alias = decode(octets)
  alias.dueAt = sweepableAt(alias)
  return alias
end

local function enter(place, at, ...)
  redis.call('ZADD', KEYS[3 * place - 1], ..., string.format('%.0f', at), memberOf(place))
end

local function save(place, alias)
  local octets, at = encode(alias), sweepableAt(alias)
  redis.call('SET', KEYS[3 * place - 2], octets)
  if at < (alias.dueAt or math.huge) then enter(place, at, 'LT') end
  return octets
end

-- Redis that is short of memory refuses SET as the first write of a script, but this one frees memory.
local function bury(place)
  redis.call('ZREM', KEYS[3 * place - 1], memberOf(place))
  redis.call('SET', KEYS[3 * place - 2], '')
end

-- As \`end-record.ts\` encodes it, behind the instant at which it expires, as of a return path.
local function leaveEnd(place, alias, cause, endedAt, now)
  local ttl = endedAt + toldFor - now
  if ttl <= 0 then return end
  local limit = alias.maxUses and struct.pack('>I1I6', 1, alias.maxUses) or struct.pack('>I1', 0)
  local figures = struct.pack('>I6I1I1I6I6', endedAt + toldFor, 1, causes[cause], endedAt,
    alias.delivered + #alias.pending)
  redis.call('SET', KEYS[3 * place], figures .. limit .. alias.tokenHash, 'PX', string.format('%.0f', ttl))
end

local function usedUpAt(alias)
  if isUsedUp(alias) then return alias.lastDeliveryAt or alias.createdAt end
  local at = alias.createdAt
  for _, use in ipairs(alias.pending) do at = math.max(at, use.spentAt + retention) end
  return at
end

-- An alias that was never confirmed leaves neither tombstone nor end.
local function finish(place, alias, cause, endedAt, now)
  bury(place)
  if alias.state == states.unconfirmed then redis.call('DEL', KEYS[3 * place - 2])
  elseif cause then leaveEnd(place, alias, cause, endedAt, now) end
end

local function find(alias, isSought)
  for position, use in ipairs(alias.pending) do
    if isSought(use) then return use, position end
  end
end

local function serverTime()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Among what is due, since the sweep takes out what is due and no alias.
local function voidMember(place, reservation)
  return memberOf(place) .. '!' .. reservation
end

-- Gives 0 when not even a tombstone is under one of the names.
local function updatePending(update, now)
  local isThere = 1
  for place = 1, #KEYS / 3 do
    if ARGV[#ARGV] == 'void' then
      redis.call('ZADD', KEYS[3 * place - 1], string.format('%.0f', serverTime() + voidFor), voidMember(place, ARGV[3]))
    end
    local alias, octets = load(place)
    local use, position = nil, nil
    if not alias and not octets then isThere = 0 end
    if alias then use, position = find(alias, function(one) return one.reservation == ARGV[3] end) end
    if use then
      update(alias, use, position)
      if isUsedUp(alias) then
        bury(place)
        leaveEnd(place, alias, 'usedUp', usedUpAt(alias), now or serverTime())
      else
        save(place, alias)
      end
    end
  end
  return isThere
end

local operations = {}

function operations.create()
  local octets = redis.call('GET', KEYS[1])
  if octets and not (isRepeated and octets == ARGV[3]) then return 0 end
  save(1, decode(ARGV[3]))
  return 1
end

function operations.spend()
  local reservation, instance, now, isTrial = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6] == '1'
  local count = #KEYS / 3
  local lives, asked, writes, isAgain = {}, { 'instances' }, {}, true
  for position = 7 + count, #ARGV do
    lives[string.sub(ARGV[position], 2)] = string.sub(ARGV[position], 1, 1) == '+'
  end
  lives[instance] = true
  for place = 1, count do
    local alias = load(place)
    if not alias or redis.call('ZSCORE', KEYS[3 * place - 1], voidMember(place, reservation)) then
      return { 'refused', tostring(place - 1), 'gone' }
    end
    doubtOverdue(alias, now)
    for _, use in ipairs(alias.pending) do
      if not use.isInDoubt and lives[use.instance] == nil then asked[#asked + 1] = use.instance end
      if lives[use.instance] == false then use.isInDoubt = true end
    end
    if #asked > 1 then return asked end
    if not find(alias, function(use) return use.reservation == reservation end) then
      isAgain = false
      local life, fingerprint = judge(alias, now), ARGV[6 + place]
      if life ~= 'alive' then return { 'refused', tostring(place - 1), life } end
      local use = find(alias, function(one)
        return one.isInDoubt and one.fingerprint == fingerprint and now < one.spentAt + retention
      end)
      if use then
        use.spentAt, use.wasInDoubt = now, true
      elseif usesLeft(alias) == 0 then
        local isInFlight = find(alias, function(one) return not one.isInDoubt end)
        return { 'refused', tostring(place - 1), isInFlight and 'busy' or 'usedUp' }
      else
        use = { spentAt = now, wasInDoubt = false }
        alias.pending[#alias.pending + 1] = use
      end
      use.reservation, use.fingerprint, use.instance, use.isInDoubt = reservation, fingerprint, instance, false
    end
    writes[place] = alias
  end
  if not isTrial then
    for place, alias in ipairs(writes) do save(place, alias) end
  end
  return { isAgain and not isRepeated and 'again' or 'spent' }
end

function operations.settle()
  local now = tonumber(ARGV[4])
  return updatePending(function(alias, _, position)
    table.remove(alias.pending, position)
    alias.delivered = alias.delivered + 1
    alias.firstDeliveryAt = alias.firstDeliveryAt or now
    alias.lastDeliveryAt = now
  end, now)
end

function operations.refund()
  return updatePending(function(alias, use, position)
    if use.wasInDoubt then use.isInDoubt = true else table.remove(alias.pending, position) end
  end)
end

function operations.doubt()
  return updatePending(function(_, use) use.isInDoubt = true end)
end

-- As alias/likeness.ts.
local function isAlike(alias, seen)
  for _, name in ipairs(shown) do
    if alias[name] ~= seen[name] then return false end
  end
  return #alias.pending == #seen.pending
end

local function apply(alias)
  for position = 4, #ARGV, 2 do
    local name, value = ARGV[position], ARGV[position + 1]
    if name == 'state' then
      if alias.state ~= states.unconfirmed then alias.state = states[value] end
    elseif name == 'sealed' or name == 'attributes' then alias[name] = value
    elseif value == '-' then alias[name] = nil
    else alias[name] = tonumber(value) end
  end
  return alias
end

function operations.change()
  local alias = load(1)
  if not alias then return false end
  if ARGV[3] ~= '' and not isAlike(alias, decode(ARGV[3]))
    and not (isRepeated and isAlike(alias, apply(decode(ARGV[3])))) then return false end
  return save(1, apply(alias))
end

function operations.confirm()
  local alias = load(1)
  if not alias or alias.tokenHash ~= ARGV[3] then return 0 end
  local life = judge(alias, tonumber(ARGV[4]))
  if life == 'expired' or life == 'usedUp' then return 0 end
  if alias.state == states.unconfirmed then alias.state = states.active end
  save(1, alias)
  return 1
end

function operations.destroy()
  local alias, octets = load(1)
  if not alias and not (isRepeated and octets == '') then return 0 end
  if alias and ARGV[3] ~= '' and not isAlike(alias, decode(ARGV[3])) then return 0 end
  if alias then finish(1, alias, ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[5])) else bury(1) end
  return 1
end

function operations.sweep()
  local now, count = tonumber(ARGV[3]), 0
  for place = 1, #KEYS / 3 do
    local alias = load(place)
    if alias then doubtOverdue(alias, now) end
    local life = alias and judge(alias, now)
    if life == 'expired' or life == 'usedUp' then
      finish(place, alias, life, life == 'expired' and endsAt(alias) or usedUpAt(alias), now)
      count = count + 1
    elseif alias and alias.dueAt < math.huge then
      enter(place, alias.dueAt > now and alias.dueAt or now + retry, 'XX')
    else
      redis.call('ZREM', KEYS[3 * place - 1], memberOf(place))
    end
  end
  return count
end

function operations.due()
  local due = {}
  for _, key in ipairs(KEYS) do
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', ARGV[3], 'LIMIT', 0, ${dueLimit})) do
      due[#due + 1] = member
    end
  end
  return due
end

function operations.keep()
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
  return 1
end

function operations.living()
  return #redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', serverTime()), '+inf')
end

function operations.beat()
  local now = serverTime()
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[4])), ARGV[3])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
  return redis.call('ZRANGE', KEYS[1], 0, -1)
end

function operations.leave()
  return redis.call('ZREM', KEYS[1], ARGV[3])
end

function operations.manifest()
  local now = redis.call('GET', KEYS[1]) or ''
  if now ~= ARGV[3] and not (isRepeated and now == ARGV[4]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[4])
  return 1
end

function operations.put()
  bury(1)
  if ARGV[3] ~= '' then save(1, decode(ARGV[3])) end
  return 1
end

function operations.erase()
  return redis.call('DEL', KEYS[1])
end

${keyOperations}${blockOperations}
return operations[ARGV[1]]()
`;
