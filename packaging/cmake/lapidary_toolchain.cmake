# Compiler settings that hold for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET default)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG") # core and plugins, which compute, get -O3
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # Precompiled headers are only cacheable with these two.
    set(lapidary_ccache ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
                        ${CCACHE_PROGRAM})
    set(CMAKE_C_COMPILER_LAUNCHER ${lapidary_ccache})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${lapidary_ccache})
endif()

add_library(lapidary_warnings INTERFACE)
target_compile_options(lapidary_warnings INTERFACE -Wall -Wextra -Wno-unused-parameter)
if(CCACHE_PROGRAM)
    target_compile_options(lapidary_warnings INTERFACE -fpch-preprocess)
endif()
if(LAPIDARY_WERROR)
    # GCC 12 sees overflows in its own std::string where there are none (GCC bug 105329).
    target_compile_options(lapidary_warnings INTERFACE -Werror -Wno-error=array-bounds
                           -Wno-error=stringop-overflow -Wno-error=restrict
                           -Wno-error=stringop-overread)
endif()
if(LAPIDARY_SANITIZE)
    add_compile_options(-fsanitize=${LAPIDARY_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${LAPIDARY_SANITIZE})
endif()
