#include "core/linalg/cp.h"
#include "core/linalg/mpo.h"
#include "core/linalg/svd.h"
#include "core/linalg/tucker.h"

#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>

using namespace lapidary;
using nlohmann::json;

namespace {

using List = std::vector<int64_t>;

at::Tensor readMatrix(const json &job)
{
    const auto m = job.at("rows").get<int64_t>(), n = job.at("columns").get<int64_t>();
    at::Tensor w = at::empty({m, n});
    std::ifstream file(job.at("file").get<std::string>(), std::ios::binary);
    file.read(reinterpret_cast<char *>(w.data_ptr<float>()),
              static_cast<std::streamsize>(w.nbytes()));
    return file ? w : at::Tensor();
}

/// One factorization: the relative error, the sweeps it took.
Result<std::pair<double, size_t>> once(const json &job, const at::Tensor &w)
{
    const auto method = job.at("method").get<std::string>();
    const auto list = [&](const char *key) { return job.at(key).get<List>(); };
    if (method == "svd") {
        LAPIDARY_ASSIGN(const auto svd, truncatedSvd(w, job.at("rank").get<int64_t>(), 1));
        return std::pair(svd.relativeError, size_t(1));
    }
    const Folding folding{list("out"), list("in")};
    if (method == "mpo") {
        LAPIDARY_ASSIGN(const auto mpo, mpoDecompose(w, folding.out, folding.in,
                                                     job.at("chi").get<int64_t>(), 1));
        return std::pair(mpo.relativeError, size_t(1));
    }
    const int sweeps = job.at("sweeps").get<int>();
    if (method == "tucker") {
        LAPIDARY_ASSIGN(const auto tucker,
                        tuckerDecompose(w, folding, list("ranks"),
                                        {.sweeps = sweeps, .tolerance = -1}));
        return std::pair(tucker.relativeError, tucker.history.size() - 1);
    }
    LAPIDARY_ASSIGN(const auto cp, cpDecompose(w, folding, job.at("rank").get<int64_t>(), 1,
                                               {.sweeps = sweeps, .tolerance = -1}));
    return std::pair(cp.relativeError, cp.history.size());
}

} // namespace

/// bench_factorizations '{"method": "svd", "file": raw f32, "rows", "columns", "rank", "threads",
/// "repeats"}' -> {"seconds": [...], "error", "sweeps"}. mpo: "out", "in", "chi"; tucker: "out",
/// "in", "ranks", "sweeps"; cp: "out", "in", "rank", "sweeps".
int main(int argc, char **argv)
try {
    const json job = json::parse(argc > 1 ? argv[1] : "");
    at::set_num_threads(job.value("threads", 1));
    const at::Tensor w = readMatrix(job);
    if (!w.defined()) {
        std::fprintf(stderr, "cannot read the matrix\n");
        return 1;
    }
    json seconds = json::array();
    double error = 0;
    size_t sweeps = 0;
    for (int i = 0; i < job.value("repeats", 3); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto done = once(job, w);
        if (!done) {
            std::fprintf(stderr, "%s\n", done.error().message.c_str());
            return 1;
        }
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        std::tie(error, sweeps) = *done;
    }
    std::printf("%s\n", json{{"seconds", seconds}, {"error", error}, {"sweeps", sweeps}}
                            .dump().c_str());
    return 0;
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
