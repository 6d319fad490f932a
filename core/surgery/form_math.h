#pragma once

#include "core/model/layer_form.h"

#include <span>

namespace lapidary {

/// Arithmetic on forms and spectra that methods share; pure and torch-free.

/// Type in which the factors of a factorization are stored when nothing quantizes them later: the
/// weight's own for F32, F16 and BF16; F32 for F64; F16 for everything packed (a factor is no
/// copy of the packed values, and its rows seldom fit their blocks).
DType factorType(DType weight);
/// Type of a matrix that lost rows or columns: its own where this program can write it and
/// `columns` divide into whole blocks, else factorType().
DType keptType(DType weight, int64_t columns);

/// sqrt(sum of s_i^2 for i >= kept) / sqrt(sum of all s_i^2): the relative Frobenius error of the
/// best rank-`kept` approximation (Eckart and Young 1936). 0 for a zero spectrum.
double tailError(std::span<const double> singularValues, int64_t kept);
/// Smallest number of kept values with tailError <= error.
int64_t keptForError(std::span<const double> singularValues, double error);

/// "0.33 M" from 100,000 on, else the exact number with separators: growth stays visible.
std::string countText(int64_t parameters);
/// "2.25 %", two significant digits below 1 %.
std::string errorText(double relative);

} // namespace lapidary
