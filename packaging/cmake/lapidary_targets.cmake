# Folder = target. Each call takes every source of the folder it is called from.

# Up to `files` sources of a folder are compiled as one: most of a whole build is headers.
function(lapidary_unite target files)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${LAPIDARY_UNITY}
                                               UNITY_BUILD_BATCH_SIZE ${files})
endfunction()

# lapidary_core_module(base DEPENDS ... LIBS ... [TORCH]): objects that end up in liblapidary-core.
function(lapidary_core_module name)
    cmake_parse_arguments(arg "TORCH" "" "DEPENDS;LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp)
    add_library(core_${name} OBJECT ${sources})
    set_target_properties(core_${name} PROPERTIES LINKER_LANGUAGE CXX)
    lapidary_unite(core_${name} 16)
    target_compile_options(core_${name} PRIVATE $<$<CONFIG:Release>:-O3>)
    target_include_directories(core_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(core_${name} PUBLIC fmt::fmt tl::expected nlohmann_json::nlohmann_json
                                       PRIVATE lapidary_warnings ${arg_LIBS})
    foreach(dependency ${arg_DEPENDS})
        target_link_libraries(core_${name} PUBLIC core_${dependency})
    endforeach()
    if(arg_TORCH)
        lapidary_use_torch(core_${name})
    else()
        target_precompile_headers(core_${name} REUSE_FROM lapidary_pch)
    endif()
    set_property(GLOBAL APPEND PROPERTY lapidary_core_modules core_${name})
endfunction()

# Torch headers, private to the target. Further arguments are those of target_precompile_headers.
function(lapidary_use_torch target)
    # LibTorch ships headers of another fmt than the system's library; the system's come first.
    # Formatting in place (FMT_HEADER_ONLY) would cost 5 s in every source.
    target_include_directories(${target} BEFORE PRIVATE ${LAPIDARY_FMT_HEADERS})
    target_include_directories(${target} SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
    target_link_libraries(${target} PRIVATE ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
    # GCC takes a precompiled header only when position independence is the same.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
    if(ARGN)
        target_precompile_headers(${target} ${ARGN})
    else()
        target_precompile_headers(${target} REUSE_FROM lapidary_torch_pch)
    endif()
endfunction()

# Makes the two precompiled headers of core; called once, before the modules.
function(lapidary_make_core_pch)
    if(NOT EXISTS ${CMAKE_BINARY_DIR}/pch.cpp) # a new time would rebuild everything
        file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
    endif()
    foreach(target lapidary_pch lapidary_torch_pch)
        add_library(${target} OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
        target_link_libraries(${target} PRIVATE fmt::fmt tl::expected lapidary_warnings
                                                nlohmann_json::nlohmann_json)
    endforeach()
    target_precompile_headers(lapidary_pch PRIVATE
        <nlohmann/json.hpp> <fmt/format.h> <tl/expected.hpp> <algorithm> <memory> <string>
        <vector> <map> <functional> <filesystem>)
    lapidary_use_torch(lapidary_torch_pch PRIVATE <ATen/ATen.h> <nlohmann/json.hpp> <fmt/format.h>)
endfunction()

# lapidary_plugin(svd [TORCH]): plugins/svd -> lib/lapidary/plugins/svd/{libsvd.so,manifest.json}
function(lapidary_plugin name)
    cmake_parse_arguments(arg "TORCH" "" "LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp)
    add_library(plugin_${name} MODULE ${sources})
    lapidary_unite(plugin_${name} 16)
    target_compile_options(plugin_${name} PRIVATE $<$<CONFIG:Release>:-O3>)
    target_link_libraries(plugin_${name} PRIVATE lapidary_core lapidary_warnings ${arg_LIBS})
    if(arg_TORCH)
        lapidary_use_torch(plugin_${name})
    endif()
    set_target_properties(plugin_${name} PROPERTIES OUTPUT_NAME ${name}
        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/lapidary/plugins/${name})
    configure_file(manifest.json
                   ${CMAKE_BINARY_DIR}/lib/lapidary/plugins/${name}/manifest.json COPYONLY)
    set_property(GLOBAL APPEND PROPERTY lapidary_plugins plugin_${name})
endfunction()

# lapidary_ui_module(bridge LIBS ... HEADERS ...): one folder of the window; HEADERS are precompiled.
function(lapidary_ui_module name)
    cmake_parse_arguments(arg "" "" "LIBS;HEADERS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
    add_library(ui_${name} STATIC ${sources})
    set_target_properties(ui_${name} PROPERTIES AUTOMOC ON)
    lapidary_unite(ui_${name} 16)
    target_precompile_headers(ui_${name} PRIVATE ${arg_HEADERS} <nlohmann/json.hpp> <fmt/format.h>
        <tl/expected.hpp> <algorithm> <filesystem> <functional> <map> <memory> <string> <vector>)
    target_link_libraries(ui_${name} PUBLIC lapidary_core ${arg_LIBS} PRIVATE lapidary_warnings)
endfunction()

# Tests are not optimized: compiling them would otherwise take far longer than running them.
function(lapidary_test_options target)
    target_link_libraries(${target} PRIVATE fmt::fmt tl::expected nlohmann_json::nlohmann_json
                                            Qt6::Test lapidary_warnings)
    target_compile_options(${target} PRIVATE -fPIC -O0)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
endfunction()

# Makes the precompiled headers of the tests, one for each kind: plain, torch, window.
function(lapidary_make_test_pch)
    # Folder names in definitions (for QFINDTESTDATA) would give each program a header of its own.
    set_property(TARGET Qt6::Test PROPERTY INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)
    set(headers <QtTest> <nlohmann/json.hpp> <fmt/format.h>)
    set(kinds plain torch)
    if(LAPIDARY_GUI)
        list(APPEND kinds window)
    endif()
    foreach(kind ${kinds})
        add_library(lapidary_${kind}_test_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
        lapidary_test_options(lapidary_${kind}_test_pch)
    endforeach()
    target_precompile_headers(lapidary_plain_test_pch PRIVATE ${headers})
    # Qt's keywords break torch headers.
    target_compile_definitions(lapidary_torch_test_pch PRIVATE QT_NO_KEYWORDS)
    lapidary_use_torch(lapidary_torch_test_pch PRIVATE <ATen/ATen.h> ${headers})
    if(LAPIDARY_GUI)
        target_link_libraries(lapidary_window_test_pch PRIVATE Qt6::Widgets)
        target_precompile_headers(lapidary_window_test_pch PRIVATE <QtWidgets> ${headers})
    endif()
endfunction()

# lapidary_tests(core/base LIBS ... [TORCH|WINDOW]): the folder is one program, every tst_*.cpp in
# it one test; *_reference.cpp help them.
function(lapidary_tests group)
    cmake_parse_arguments(arg "TORCH;WINDOW" "" "LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS tst_*.cpp)
    string(REPLACE "/" "_" target tests_${group})
    file(GLOB references CONFIGURE_DEPENDS *_reference.cpp)
    add_executable(${target} ${sources} ${references}
                   ${CMAKE_SOURCE_DIR}/tests/support/test_main.cpp)
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${target} PRIVATE lapidary_core ${arg_LIBS})
    lapidary_test_options(${target})
    target_compile_definitions(${target} PRIVATE
        LAPIDARY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LAPIDARY_BINARY_DIR="${CMAKE_BINARY_DIR}")
    if(arg_TORCH)
        target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
        lapidary_use_torch(${target} REUSE_FROM lapidary_torch_test_pch)
    elseif(arg_WINDOW)
        target_link_libraries(${target} PRIVATE Qt6::Widgets)
        target_precompile_headers(${target} REUSE_FROM lapidary_window_test_pch)
    else()
        target_precompile_headers(${target} REUSE_FROM lapidary_plain_test_pch)
    endif()
    get_property(plugins GLOBAL PROPERTY lapidary_plugins)
    if(plugins)
        add_dependencies(${target} ${plugins})
    endif()
    foreach(source ${sources})
        get_filename_component(stem ${source} NAME_WE)
        # AUTOMOC would let moc read every header of LibTorch.
        qt_generate_moc(${source} ${CMAKE_CURRENT_BINARY_DIR}/moc/${stem}.moc)
        target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/moc/${stem}.moc)
        add_test(NAME ${group}/${stem} COMMAND ${target} ${stem})
        set_tests_properties(${group}/${stem} PROPERTIES TIMEOUT 300
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=passive")
    endforeach()
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/moc)
endfunction()
