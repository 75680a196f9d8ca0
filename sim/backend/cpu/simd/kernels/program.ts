// The interpreter: a program is a row of instructions in memory, each a word
// with its code and its length in words, and then its operands: addresses,
// sizes, or the bits of a float32. One call runs a whole training step.

import { activate } from "./choices";
import { convolve, convolveWeights } from "./conv";
import { gemm, liftedGemm } from "./gemm";
import { addPatches, averagePool, layPatches, maxPool, scatterAdd, spreadPool } from "./image";
import { loss } from "./loss";
import { moments, normalise, normaliseBack, sumShared } from "./norm";
import { addSquares, lost, update } from "./optimiser";
import { addRowSums, addScaled, clearWide, fill, fillColumns, fillRows, gather, multiply, narrow, scale, sumColumns, sumSquares } from "./vector";

// The codes, in the order of sim/backend/cpu's table.
const enum Op {
  Gemm, Activate, Multiply, AddScaled, Scale, Fill, FillRows, FillColumns, Gather, SumColumns, ClearWide, AddRowSums, Narrow,
  Loss, Update, AddSquares, SumSquares, LayPatches, AddPatches, MaxPool, ScatterAdd, AveragePool, SpreadPool,
  Moments, Normalise, NormaliseBack, SumShared, Lost, Convolve, ConvolveWeights,
}

// run carries out the instructions from pc up to end.
export function run(pc: usize, end: usize): void {
  while (pc < end) {
    const head = load<u32>(pc);
    execute(head & 0xffff, pc);
    pc += <usize>(head >> 16) * 4;
  }
}

// word and value are an operand as a number or address, and as a float32.
// @ts-ignore: decorator
@inline
function word(pc: usize, i: usize): i32 { return load<i32>(pc + i * 4); }
// @ts-ignore: decorator
@inline
function value(pc: usize, i: usize): f32 { return load<f32>(pc + i * 4); }

function execute(op: i32, p: usize): void {
  switch (op) {
    case Op.Gemm:
      if (word(p, 15) != 0) {
        return liftedGemm(
          word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8),
          word(p, 9), word(p, 10), word(p, 11), value(p, 12), word(p, 13) != 0, word(p, 14),
        );
      }
      return gemm(
        word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8),
        word(p, 9), word(p, 10), word(p, 11), value(p, 12), word(p, 13) != 0, word(p, 14),
      );
    case Op.Activate: return activate(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), value(p, 6));
    case Op.Multiply: return multiply(word(p, 1), word(p, 2), word(p, 3), word(p, 4));
    case Op.AddScaled: return addScaled(word(p, 1), word(p, 2), word(p, 3), value(p, 4), word(p, 5));
    case Op.Scale: return scale(word(p, 1), word(p, 2), value(p, 3), word(p, 4));
    case Op.Fill: return fill(word(p, 1), value(p, 2), word(p, 3));
    case Op.FillRows: return fillRows(word(p, 1), word(p, 2), word(p, 3), word(p, 4));
    case Op.FillColumns: return fillColumns(word(p, 1), word(p, 2), word(p, 3), word(p, 4));
    case Op.Gather: return gather(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5));
    case Op.SumColumns: return sumColumns(word(p, 1), word(p, 2), word(p, 3), word(p, 4));
    case Op.ClearWide: return clearWide(word(p, 1), word(p, 2));
    case Op.AddRowSums: return addRowSums(word(p, 1), word(p, 2), word(p, 3), word(p, 4));
    case Op.Narrow: return narrow(word(p, 1), word(p, 2), word(p, 3));
    case Op.Loss: return loss(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7));
    case Op.Update:
      return update(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8) != 0);
    case Op.AddSquares: return addSquares(word(p, 1), word(p, 2), word(p, 3), word(p, 4), value(p, 5));
    case Op.SumSquares: return sumSquares(word(p, 1), word(p, 2), word(p, 3));
    case Op.LayPatches:
      return layPatches(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8), word(p, 9), word(p, 10));
    case Op.AddPatches:
      return addPatches(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8), word(p, 9), word(p, 10));
    case Op.MaxPool:
      return maxPool(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8), word(p, 9));
    case Op.ScatterAdd: return scatterAdd(word(p, 1), word(p, 2), word(p, 3), word(p, 4));
    case Op.AveragePool:
      return averagePool(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8));
    case Op.SpreadPool:
      return spreadPool(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8));
    case Op.Moments:
      return moments(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8), load<f64>(p + 36));
    case Op.Normalise:
      return normalise(
        word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6),
        word(p, 7), word(p, 8), word(p, 9), word(p, 10), word(p, 11), word(p, 12) != 0,
      );
    case Op.NormaliseBack:
      return normaliseBack(
        word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8),
        word(p, 9), word(p, 10), word(p, 11), word(p, 12), word(p, 13), word(p, 14) != 0,
      );
    case Op.SumShared: return sumShared(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8));
    case Op.Lost: return lost(word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5));
    case Op.Convolve:
      return convolve(
        word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6),
        word(p, 7), word(p, 8), word(p, 9), word(p, 10) != 0, word(p, 11),
      );
    case Op.ConvolveWeights:
      return convolveWeights(
        word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6), word(p, 7), word(p, 8), word(p, 9),
      );
    default: unreachable();
  }
}
