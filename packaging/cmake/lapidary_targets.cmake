# Folder = target. Each call takes every source of the folder it is called from.

# lapidary_core_module(base DEPENDS ... LIBS ... [TORCH]): objects that end up in liblapidary-core.
function(lapidary_core_module name)
    cmake_parse_arguments(arg "TORCH" "" "DEPENDS;LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp)
    add_library(core_${name} OBJECT ${sources})
    set_target_properties(core_${name} PROPERTIES LINKER_LANGUAGE CXX)
    target_include_directories(core_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(core_${name} PUBLIC fmt::fmt tl::expected nlohmann_json::nlohmann_json
                                       PRIVATE lapidary_warnings ${arg_LIBS})
    foreach(dependency ${arg_DEPENDS})
        target_link_libraries(core_${name} PUBLIC core_${dependency})
    endforeach()
    if(arg_TORCH)
        lapidary_use_torch(core_${name})
    else()
        target_precompile_headers(core_${name} PRIVATE
            <nlohmann/json.hpp> <fmt/format.h> <tl/expected.hpp> <algorithm> <memory> <string>
            <vector> <map> <functional> <filesystem>)
    endif()
    set_property(GLOBAL APPEND PROPERTY lapidary_core_modules core_${name})
endfunction()

# Torch headers, private to the target, precompiled once for everybody (lapidary_torch_pch).
function(lapidary_use_torch target)
    # LibTorch ships headers of another fmt than the system's library; the system's come first.
    # Formatting in place (FMT_HEADER_ONLY) would cost 5 s in every source.
    target_include_directories(${target} BEFORE PRIVATE ${LAPIDARY_FMT_HEADERS})
    target_include_directories(${target} SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
    target_link_libraries(${target} PRIVATE ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
    # GCC takes a precompiled header only when position independence is the same.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
    if(NOT target STREQUAL lapidary_torch_pch)
        target_precompile_headers(${target} REUSE_FROM lapidary_torch_pch)
    endif()
endfunction()

# Makes the precompiled torch header; called once, before the modules.
function(lapidary_make_torch_pch)
    if(NOT EXISTS ${CMAKE_BINARY_DIR}/torch_pch.cpp) # a new time would rebuild everything
        file(WRITE ${CMAKE_BINARY_DIR}/torch_pch.cpp "")
    endif()
    add_library(lapidary_torch_pch OBJECT ${CMAKE_BINARY_DIR}/torch_pch.cpp)
    target_link_libraries(lapidary_torch_pch PRIVATE fmt::fmt tl::expected lapidary_warnings
                                                     nlohmann_json::nlohmann_json)
    lapidary_use_torch(lapidary_torch_pch)
    target_precompile_headers(lapidary_torch_pch PRIVATE <ATen/ATen.h> <nlohmann/json.hpp>
                                                         <fmt/format.h>)
endfunction()

# lapidary_plugin(svd [TORCH]): plugins/svd -> lib/lapidary/plugins/svd/{libsvd.so,manifest.json}
function(lapidary_plugin name)
    cmake_parse_arguments(arg "TORCH" "" "LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp)
    add_library(plugin_${name} MODULE ${sources})
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

# lapidary_ui_module(bridge LIBS ...): one folder of the window.
function(lapidary_ui_module name)
    cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
    add_library(ui_${name} STATIC ${sources})
    set_target_properties(ui_${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(ui_${name} PUBLIC lapidary_core ${arg_LIBS} PRIVATE lapidary_warnings)
endfunction()

# lapidary_tests(core/base LIBS ... [TORCH] [LABELS ...]): every tst_*.cpp here is one test program.
function(lapidary_tests group)
    cmake_parse_arguments(arg "TORCH;PLUGINS" "" "LIBS;LABELS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS tst_*.cpp)
    string(REPLACE "/" "_" prefix ${group})
    foreach(source ${sources})
        get_filename_component(stem ${source} NAME_WE)
        set(target ${prefix}_${stem})
        add_executable(${target} ${source})
        set_target_properties(${target} PROPERTIES AUTOMOC ON
            RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        target_link_libraries(${target} PRIVATE lapidary_core Qt6::Test lapidary_warnings
                                                ${arg_LIBS})
        target_compile_definitions(${target} PRIVATE
            LAPIDARY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LAPIDARY_BINARY_DIR="${CMAKE_BINARY_DIR}")
        if(arg_TORCH)
            # Qt's keywords break torch headers.
            target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
            lapidary_use_torch(${target})
        endif()
        get_property(plugins GLOBAL PROPERTY lapidary_plugins)
        if(plugins)
            add_dependencies(${target} ${plugins})
        endif()
        add_test(NAME ${group}/${stem} COMMAND ${target})
        set_tests_properties(${group}/${stem} PROPERTIES TIMEOUT 300 LABELS "${arg_LABELS}"
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=passive")
    endforeach()
endfunction()
