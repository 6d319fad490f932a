#include "fuzz_readers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lapidary::fuzz::indexAndOverlay({data, size});
    return 0;
}
