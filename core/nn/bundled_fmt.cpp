// LibTorch's include folder carries headers of its own version of {fmt}, which come before the
// system's in every target that uses LibTorch, but no library has their code. Here it is, once.
#include <fmt/format.h>

#if !defined(FMT_HEADER_ONLY) && FMT_VERSION >= 110000
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
template FMT_API auto dragonbox::to_decimal(float x) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal(double x) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API void buffer<char>::append(const char *begin, const char *end);
} // namespace detail
FMT_END_NAMESPACE
#endif
