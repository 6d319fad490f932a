# Libraries of others. LibTorch comes from CMAKE_PREFIX_PATH, Torch_DIR or the active Python.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(CLI11 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(OpenMP REQUIRED COMPONENTS CXX)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

if(NOT Torch_DIR)
    find_package(Python3 COMPONENTS Interpreter QUIET)
    if(Python3_FOUND)
        execute_process(
            COMMAND ${Python3_EXECUTABLE} -c "import torch; print(torch.utils.cmake_prefix_path)"
            OUTPUT_VARIABLE lapidary_torch_prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
        list(APPEND CMAKE_PREFIX_PATH ${lapidary_torch_prefix})
    endif()
endif()
find_package(Torch REQUIRED)

# A folder that holds nothing but the system's fmt headers (lapidary_use_torch says why).
find_path(lapidary_fmt_folder fmt/format.h REQUIRED NO_CACHE)
set(LAPIDARY_FMT_HEADERS ${CMAKE_BINARY_DIR}/fmt_headers)
file(MAKE_DIRECTORY ${LAPIDARY_FMT_HEADERS})
file(CREATE_LINK ${lapidary_fmt_folder}/fmt ${LAPIDARY_FMT_HEADERS}/fmt SYMBOLIC)

add_library(lapidary_hdf5 INTERFACE)
target_include_directories(lapidary_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(lapidary_hdf5 INTERFACE ${HDF5_C_LIBRARIES})

if(LAPIDARY_GUI OR LAPIDARY_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
endif()
if(LAPIDARY_GUI)
    find_package(Qt6 6.4 REQUIRED
                 COMPONENTS Concurrent Gui Widgets Svg PrintSupport LinguistTools)
    # Debian's QCustomPlot package config describes the Qt 5 library.
    find_library(QCUSTOMPLOT_LIBRARY NAMES QCustomPlotQt6 REQUIRED)
    find_path(QCUSTOMPLOT_INCLUDE_DIR qcustomplot.h REQUIRED)
    add_library(lapidary_qcustomplot INTERFACE)
    target_include_directories(lapidary_qcustomplot SYSTEM INTERFACE ${QCUSTOMPLOT_INCLUDE_DIR})
    target_link_libraries(lapidary_qcustomplot INTERFACE ${QCUSTOMPLOT_LIBRARY} Qt6::Widgets
                                                         Qt6::PrintSupport)
    target_compile_definitions(lapidary_qcustomplot INTERFACE QCUSTOMPLOT_USE_LIBRARY)
endif()
