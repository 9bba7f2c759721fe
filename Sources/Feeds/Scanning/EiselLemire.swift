// The Eisel–Lemire conversion: a 64-bit mantissa times a power of ten, rounded to nearest even.
//
// After D. Lemire, "Number Parsing at a Gigabyte per Second" (2021). The table holds the upper 128
// bits of the powers that market data is written with; others take the exact slow way.

/// The double nearest to `mantissa × 10^exponent`, or nil where the table cannot decide.
func eiselLemire(_ mantissa: UInt64, _ exponent: Int) -> Double? {
  guard mantissa != 0 else { return 0 }
  guard exponent >= -50, exponent <= 50 else { return nil }
  let zeros = mantissa.leadingZeroBitCount
  let scaled = mantissa << UInt64(zeros)
  let power = 2 * (exponent + 50)
  var (high, low) = scaled.multipliedFullWidth(by: powerBits[power])
  if high & 0x1ff == 0x1ff {
    let (carry, _) = scaled.multipliedFullWidth(by: powerBits[power + 1])
    let (sum, overflow) = low.addingReportingOverflow(carry)
    low = sum
    if overflow { high &+= 1 }
    // A product that could still carry is left to the exact way.
    if low == .max { return nil }
  }
  let top = high >> 63
  var bits = high >> (top + 9)
  let binary = ((217_706 * exponent) >> 16) + 1_024 + 63 - zeros + Int(top)
  // Halfway cases need the exact way unless they are plainly apart.
  if low <= 1 && high & 0x1ff == 0 && bits & 3 == 1 { return nil }
  if high & (top == 0 ? 0x1ff : 0x3ff) == (top == 0 ? 0x100 : 0x200) && low <= 1 { return nil }
  bits += bits & 1
  bits >>= 1
  var biased = binary - 1
  if bits >= 1 << 53 {
    bits >>= 1
    biased += 1
  }
  guard biased > 1, biased < 2_046 else { return nil }
  return Double(bitPattern: (bits & ((1 << 52) - 1)) | UInt64(biased) << 52)
}

/// The upper 128 bits, high word first, of 10^-50 … 10^50, normalised.
private let powerBits: [UInt64] = [
  0xef73d256a5c0f77c, 0x963e66858f6d4441,
  0x95a8637627989aad, 0xdde7001379a44aa9,
  0xbb127c53b17ec159, 0x5560c018580d5d53,
  0xe9d71b689dde71af, 0xaab8f01e6e10b4a7,
  0x9226712162ab070d, 0xcab3961304ca70e9,
  0xb6b00d69bb55c8d1, 0x3d607b97c5fd0d23,
  0xe45c10c42a2b3b05, 0x8cb89a7db77c506b,
  0x8eb98a7a9a5b04e3, 0x77f3608e92adb243,
  0xb267ed1940f1c61c, 0x55f038b237591ed4,
  0xdf01e85f912e37a3, 0x6b6c46dec52f6689,
  0x8b61313bbabce2c6, 0x2323ac4b3b3da016,
  0xae397d8aa96c1b77, 0xabec975e0a0d081b,
  0xd9c7dced53c72255, 0x96e7bd358c904a22,
  0x881cea14545c7575, 0x7e50d64177da2e55,
  0xaa242499697392d2, 0xdde50bd1d5d0b9ea,
  0xd4ad2dbfc3d07787, 0x955e4ec64b44e865,
  0x84ec3c97da624ab4, 0xbd5af13bef0b113f,
  0xa6274bbdd0fadd61, 0xecb1ad8aeacdd58f,
  0xcfb11ead453994ba, 0x67de18eda5814af3,
  0x81ceb32c4b43fcf4, 0x80eacf948770ced8,
  0xa2425ff75e14fc31, 0xa1258379a94d028e,
  0xcad2f7f5359a3b3e, 0x096ee45813a04331,
  0xfd87b5f28300ca0d, 0x8bca9d6e188853fd,
  0x9e74d1b791e07e48, 0x775ea264cf55347e,
  0xc612062576589dda, 0x95364afe032a819e,
  0xf79687aed3eec551, 0x3a83ddbd83f52205,
  0x9abe14cd44753b52, 0xc4926a9672793543,
  0xc16d9a0095928a27, 0x75b7053c0f178294,
  0xf1c90080baf72cb1, 0x5324c68b12dd6339,
  0x971da05074da7bee, 0xd3f6fc16ebca5e04,
  0xbce5086492111aea, 0x88f4bb1ca6bcf585,
  0xec1e4a7db69561a5, 0x2b31e9e3d06c32e6,
  0x9392ee8e921d5d07, 0x3aff322e62439fd0,
  0xb877aa3236a4b449, 0x09befeb9fad487c3,
  0xe69594bec44de15b, 0x4c2ebe687989a9b4,
  0x901d7cf73ab0acd9, 0x0f9d37014bf60a11,
  0xb424dc35095cd80f, 0x538484c19ef38c95,
  0xe12e13424bb40e13, 0x2865a5f206b06fba,
  0x8cbccc096f5088cb, 0xf93f87b7442e45d4,
  0xafebff0bcb24aafe, 0xf78f69a51539d749,
  0xdbe6fecebdedd5be, 0xb573440e5a884d1c,
  0x89705f4136b4a597, 0x31680a88f8953031,
  0xabcc77118461cefc, 0xfdc20d2b36ba7c3e,
  0xd6bf94d5e57a42bc, 0x3d32907604691b4d,
  0x8637bd05af6c69b5, 0xa63f9a49c2c1b110,
  0xa7c5ac471b478423, 0x0fcf80dc33721d54,
  0xd1b71758e219652b, 0xd3c36113404ea4a9,
  0x83126e978d4fdf3b, 0x645a1cac083126ea,
  0xa3d70a3d70a3d70a, 0x3d70a3d70a3d70a4,
  0xcccccccccccccccc, 0xcccccccccccccccd,
  0x8000000000000000, 0x0000000000000000,
  0xa000000000000000, 0x0000000000000000,
  0xc800000000000000, 0x0000000000000000,
  0xfa00000000000000, 0x0000000000000000,
  0x9c40000000000000, 0x0000000000000000,
  0xc350000000000000, 0x0000000000000000,
  0xf424000000000000, 0x0000000000000000,
  0x9896800000000000, 0x0000000000000000,
  0xbebc200000000000, 0x0000000000000000,
  0xee6b280000000000, 0x0000000000000000,
  0x9502f90000000000, 0x0000000000000000,
  0xba43b74000000000, 0x0000000000000000,
  0xe8d4a51000000000, 0x0000000000000000,
  0x9184e72a00000000, 0x0000000000000000,
  0xb5e620f480000000, 0x0000000000000000,
  0xe35fa931a0000000, 0x0000000000000000,
  0x8e1bc9bf04000000, 0x0000000000000000,
  0xb1a2bc2ec5000000, 0x0000000000000000,
  0xde0b6b3a76400000, 0x0000000000000000,
  0x8ac7230489e80000, 0x0000000000000000,
  0xad78ebc5ac620000, 0x0000000000000000,
  0xd8d726b7177a8000, 0x0000000000000000,
  0x878678326eac9000, 0x0000000000000000,
  0xa968163f0a57b400, 0x0000000000000000,
  0xd3c21bcecceda100, 0x0000000000000000,
  0x84595161401484a0, 0x0000000000000000,
  0xa56fa5b99019a5c8, 0x0000000000000000,
  0xcecb8f27f4200f3a, 0x0000000000000000,
  0x813f3978f8940984, 0x4000000000000000,
  0xa18f07d736b90be5, 0x5000000000000000,
  0xc9f2c9cd04674ede, 0xa400000000000000,
  0xfc6f7c4045812296, 0x4d00000000000000,
  0x9dc5ada82b70b59d, 0xf020000000000000,
  0xc5371912364ce305, 0x6c28000000000000,
  0xf684df56c3e01bc6, 0xc732000000000000,
  0x9a130b963a6c115c, 0x3c7f400000000000,
  0xc097ce7bc90715b3, 0x4b9f100000000000,
  0xf0bdc21abb48db20, 0x1e86d40000000000,
  0x96769950b50d88f4, 0x1314448000000000,
  0xbc143fa4e250eb31, 0x17d955a000000000,
  0xeb194f8e1ae525fd, 0x5dcfab0800000000,
  0x92efd1b8d0cf37be, 0x5aa1cae500000000,
  0xb7abc627050305ad, 0xf14a3d9e40000000,
  0xe596b7b0c643c719, 0x6d9ccd05d0000000,
  0x8f7e32ce7bea5c6f, 0xe4820023a2000000,
  0xb35dbf821ae4f38b, 0xdda2802c8a800000,
  0xe0352f62a19e306e, 0xd50b2037ad200000,
  0x8c213d9da502de45, 0x4526f422cc340000,
  0xaf298d050e4395d6, 0x9670b12b7f410000,
  0xdaf3f04651d47b4c, 0x3c0cdd765f114000,
  0x88d8762bf324cd0f, 0xa5880a69fb6ac800,
]
