// The natural logarithm, with the same bits on every machine: those of JavaScript engines differ.

/**
 * Where the reciprocal of a number c in each of 128 intervals lies, in 2⁻⁵³ from the reciprocal of the
 * interval's middle. Each c is chosen so that log c is, to 66 bits, a multiple of 2⁻⁴³.
 */
// biome-ignore format: a line for each would fill a page
const chosen = [
  -46284764, -115287508, -468669678, -249329608, 38090024, -246646796, -1002326510, 684959852,
  -469186612, 114842368, 1027234976, -481782956, 170339482, 57318300, 568107598, 685126114,
  -136840918, -692289424, -180227532, -928045960, 570685416, -979097650, 752109696, 94795624,
  -847275702, -521977068, 672214042, 896483156, 308354710, 895786768, 482455110, -841273428,
  -436853460, -193753368, -411670436, -736356396, -690257420, -1020569004, 963527462, 418672224,
  858672620, 30978658, 884706354, -835668660, 146366742, 1030465360, 1015969072, 167574550,
  660819904, 303193368, 755488408, 396605714, 429596542, -691915432, 712326214, 431020044,
  -459795920, -263419452, 430427236, -929038414, -665643992, 771561040, -800689572, 512416278,
  956713054, 691440674, 256933754, 435031502, -324096686, 590255160, -471785550, -138738694,
  187333682, -545720260, 183830348, 58036118, 517786458, 772018560, -483266014, 136798762,
  386341370, 408940642, 65060217, -120872168, 189498853, -32395328, -49955913, 154042178,
  -346113480, 148348366, -396488327, -427431396, 107119491, -500798201, 212184347, 305888811,
  -330297730, -91422864, 6707636, 273897542, -512931067, -500150233, 485589437, -280752730,
  106848032, 30953893, -291342514, -408884927, 149302919, -107851081, 225432558, 460497078,
  -452391632, -490679353, 508304210, 493208081, 336502878, 526975298, -457361038, -312310462,
  -365194252, -421357131, 362015322, 310793228, -441535439, -69145545, -528727990, 433364383,
];

/** ln 2 in two parts, the first of so few bits that its multiples are exact. */
const ln2 = 0.6931471805598903;
const ln2Rest = 5.497923018708371e-14;

/** For each interval: 1 / c, log c, and c in two parts. */
let table: Float64Array | undefined;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/**
 * The natural logarithm of a number above 2⁻¹⁰²², within 0.52 ulp: the one of musl and of ARM's
 * optimized routines, in their order of operations, which JavaScript rounds alike everywhere.
 * @see S. Nagy, optimized-routines: math/log.c, Arm Limited, 2018
 */
export function log(x: number): number {
  if (x >= 0.9375 && x < 1.064697265625) return logNearOne(x - 1);
  table ??= tableOf();
  // x = 2^exponent · z, and z is in an interval that starts from 0.6875, near its c.
  number[0] = x;
  const above = words[1]! - 0x3fe60000;
  const at = ((above >> 13) & 127) * 4;
  const exponent = above >> 20;
  words[1] = words[1]! - (exponent << 20);
  const r = (number[0]! - table[at + 2]! - table[at + 3]!) * table[at]!;
  const whole = exponent * ln2 + table[at + 1]!;
  const high = whole + r;
  const low = whole - high + r + exponent * ln2Rest;
  const r2 = r * r;
  const more =
    0.33333333331825593 +
    r * -0.2499999999622955 +
    r2 * (0.20000304511814496 + r * -0.16667054827627667);
  return low + r2 * -0.5000000000000001 + r * r2 * more + high;
}

/** The logarithm of 1 + r. */
function logNearOne(r: number): number {
  const r2 = r * r;
  const r3 = r2 * r;
  const last =
    0.11110712032936046 +
    r * -0.10000486757818193 +
    r2 * 0.09181994006195467 +
    r3 * -0.08328363062289341;
  const middle =
    -0.16666666669929706 + r * 0.14285715076560868 + r2 * -0.12499997863982555 + r3 * last;
  const y =
    r3 * (0.3333333333333352 + r * -0.24999999999998432 + r2 * 0.19999999999320328 + r3 * middle);
  const scaled = r * 2 ** 27;
  const upper = r + scaled - scaled;
  const half = upper * upper * -0.5;
  const high = r + half;
  const low = r - high + half + -0.5 * (r - upper) * (upper + r);
  return y + low + high;
}

function tableOf(): Float64Array {
  const made = new Float64Array(4 * chosen.length);
  chosen.forEach((distance, interval) => {
    // Below 1 numbers are twice as dense, and so are intervals.
    const middle = interval < 80 ? 0.6875 + (interval + 0.5) / 256 : 1 + (interval - 79.5) / 128;
    const reciprocal = 1 / middle + distance * 2 ** -53;
    const c = 1 / reciprocal;
    // Any engine's logarithm is exact enough to find the multiple.
    made[4 * interval + 1] = Math.round(Math.log(reciprocal) * -(2 ** 43)) / 2 ** 43;
    made[4 * interval] = reciprocal;
    made[4 * interval + 2] = c;
    made[4 * interval + 3] = remainder(reciprocal, c) / reciprocal;
  });
  return made;
}

/**
 * What is left of 1 by a rounded quotient, exactly.
 * @see T. J. Dekker, A floating-point technique for extending the available precision, 1971
 */
function remainder(divisor: number, quotient: number): number {
  const [a, aRest] = halves(divisor);
  const [b, bRest] = halves(quotient);
  const product = divisor * quotient;
  return 1 - product - (a * b - product + a * bRest + aRest * b + aRest * bRest);
}

/** A number as the sum of two, of half its bits each. */
function halves(value: number): [number, number] {
  const scaled = value * (2 ** 27 + 1);
  const upper = scaled - (scaled - value);
  return [upper, value - upper];
}
