;; Scans mail data for octets that need a closer look (RFC 5321 §2.3.8, §4.5.2), 64 octets at a time.
;;
;; Each block of 64 octets becomes four masks of 64 bits, one bit an octet: CR, LF, NUL, dot. Then plain arithmetic tells
;; whether every LF follows a CR and every CR precedes a LF, whether a NUL is there, and whether every dot that begins a
;; line is followed by another. A block costs the same whatever its lines, so the sender cannot choose a dear one.
;; The block in which something is amiss is left to the plain scan, which knows what to make of it.
;;
;; Built by scripts/build-scanner.ts into src/smtp/scanner-module.ts.
(module
  (memory (export "memory") 2)

  ;; State between blocks. `afterCr` and `afterLf` are 1 when the octet before the next block was CR, or CRLF.
  (global $afterCr (export "afterCr") (mut i64) (i64.const 0))
  (global $afterLf (export "afterLf") (mut i64) (i64.const 1))
  ;; Octets of the line that the next block continues.
  (global $lineOctets (export "lineOctets") (mut i32) (i32.const 0))
  (global $stuffedDots (export "stuffedDots") (mut i32) (i32.const 0))

  ;; One bit for each of 64 octets from $at on that equals $wanted.
  (func $mask (param $at i32) (param $wanted v128) (result i64)
    (i64.or
      (i64.or
        (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=0 (local.get $at)) (local.get $wanted))))
        (i64.shl
          (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $wanted))))
          (i64.const 16)))
      (i64.or
        (i64.shl
          (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $wanted))))
          (i64.const 32))
        (i64.shl
          (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $wanted))))
          (i64.const 48)))))

  ;; Scans [$at, $end) in whole blocks; gives the index of the first block that is not plain, or where less than a block
  ;; is left. A line may have $maxLineOctets, CRLF included.
  (func (export "scan") (param $at i32) (param $end i32) (param $maxLineOctets i32) (result i32)
    (local $cr i64) (local $lf i64) (local $dot i64) (local $begins i64) (local $line i32)
    ;; 1 when the octet before the block is a dot that begins a line, so that a dot must come next.
    (local $afterDot i64)
    (local.set $line (global.get $lineOctets))
    (block $done
      (loop $next
        (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 64)) (local.get $end)))
        (local.set $cr (call $mask (local.get $at) (v128.const i8x16 13 13 13 13 13 13 13 13 13 13 13 13 13 13 13 13)))
        (local.set $lf (call $mask (local.get $at) (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10)))
        (local.set $dot (call $mask (local.get $at) (v128.const i8x16 46 46 46 46 46 46 46 46 46 46 46 46 46 46 46 46)))
        ;; Where a LF must be: one octet after each CR, and nowhere else.
        (br_if $done (i64.ne (local.get $lf) (i64.or (i64.shl (local.get $cr) (i64.const 1)) (global.get $afterCr))))
        (br_if $done (i64.ne (i64.const 0)
          (call $mask (local.get $at) (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))))
        ;; The first line end of the block must not come too late, nor the block's end without one.
        (br_if $done (i32.gt_u
          (i32.add (local.get $line) (select
            (i32.const 64)
            (i32.add (i32.wrap_i64 (i64.ctz (local.get $lf))) (i32.const 1))
            (i64.eqz (local.get $lf))))
          (local.get $maxLineOctets)))
        ;; Dots that begin a line, each with a dot behind it.
        (local.set $begins
          (i64.and (local.get $dot) (i64.or (i64.shl (local.get $lf) (i64.const 1)) (global.get $afterLf))))
        (br_if $done (i64.ne (i64.const 0) (i64.and
          (i64.or (i64.shl (local.get $begins) (i64.const 1)) (local.get $afterDot))
          (i64.xor (local.get $dot) (i64.const -1)))))
        (global.set $stuffedDots
          (i32.add (global.get $stuffedDots) (i32.wrap_i64 (i64.popcnt (local.get $begins)))))
        (local.set $line (select
          (i32.add (local.get $line) (i32.const 64))
          (i32.wrap_i64 (i64.clz (local.get $lf)))
          (i64.eqz (local.get $lf))))
        ;; The dot that transparency added to the line that goes on is not part of it.
        (if (i64.lt_u (i64.clz (local.get $begins)) (i64.clz (local.get $lf))) (then
          (local.set $line (i32.sub (local.get $line) (i32.const 1)))))
        (local.set $afterDot (i64.shr_u (local.get $begins) (i64.const 63)))
        (global.set $afterCr (i64.shr_u (local.get $cr) (i64.const 63)))
        (global.set $afterLf (i64.shr_u (local.get $lf) (i64.const 63)))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $next)))
    ;; A dot whose partner has not been seen is not passed over.
    (if (i64.ne (local.get $afterDot) (i64.const 0)) (then
      (global.set $afterLf (i64.const 1))
      (global.set $stuffedDots (i32.sub (global.get $stuffedDots) (i32.const 1)))
      (local.set $line (i32.const 0))
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))))
    (global.set $lineOctets (local.get $line))
    (local.get $at)))
