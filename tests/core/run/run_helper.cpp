// run_helper MODEL STORE PLUGINS THREADS [FILE_SIZE_LIMIT]: one executeRun() of the tiny recipe.
// Says "begin" when the work starts, so that its killer does not only hit the start of a process.
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/tiny_run_model.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace lapidary;

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    if (argc > 5) {
        signal(SIGXFSZ, SIG_IGN); // a write beyond the limit fails instead
        const rlim_t limit = std::strtoull(argv[5], nullptr, 10);
        const rlimit both{limit, limit};
        setrlimit(RLIMIT_FSIZE, &both);
    }
    JobContext job;
    const Plugins plugins = loadPlugins({argv[3]});
    const auto model = openModel(argv[1], job);
    const auto recipe = recipeFromJson(nlohmann::json::parse(test::tinyRecipe()));
    if (!model || !recipe)
        return 3;
    RunOptions options;
    options.compute.device = "cpu";
    options.compute.dtype = "f32";
    options.compute.threads = std::atoi(argv[4]);
    std::puts("begin");
    std::fflush(stdout);
    const auto record = executeRun(*model, *recipe, plugins.methods, argv[2], options, job);
    if (record)
        return 0;
    std::fprintf(stderr, "%s\n", record.error().message.c_str());
    return exitStatus(record.error().code);
}
